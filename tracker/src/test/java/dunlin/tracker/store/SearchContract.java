package dunlin.tracker.store;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.catalogue.Note;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.search.NearName;
import dunlin.protocol.search.QueryParser;
import dunlin.protocol.search.SearchQuery;
import dunlin.tracker.Torrents;
import dunlin.tracker.store.Catalogue.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a search must find in every {@link Catalogue}, and in what order. */
public abstract class SearchContract extends CatalogueFixture {
    private int registered;

    private List<String> search(String text) throws Exception {
        return names(catalogue.search(QueryParser.parse(text), 0, 100));
    }

    /** Of another size than all before, so that it is another share. */
    private Entry file(String name) throws TrackerRejection {
        return file(name, Note.NONE);
    }

    private Entry file(String name, Note note) throws TrackerRejection {
        return register(Torrents.file(name, ++registered), sharer("anna"), note, NOON).entry();
    }

    private Entry folder(String name, String... paths) throws TrackerRejection {
        return register(Torrents.folder(name, paths), "anna").entry();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ubuntu",
                "UBUNTU",
                "24",
                "24.04",
                "ubuntu-24.04",
                "desktop 24",
                "desk*",
                "u*",
                "ubuntu-24.04_Grosse-desktop.iso",
                "größe",
                "\"ubuntu desktop\"",
                "ubuntu, (desktop)!",
                "gr* de* ub*"
            })
    void findsAShareByWordsOfItsName(String text) throws Exception {
        file("Ubuntu-24.04_Größe-desktop.iso");
        file("debian-12.iso");
        assertThat(search(text)).containsExactly("Ubuntu-24.04_Größe-desktop.iso");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ubunt x", "buntu", "ubuntu debian", "2404", "*buntu", "deskx*"})
    void findsNothingElse(String text) throws Exception {
        file("Ubuntu-24.04_Größe-desktop.iso");
        file("debian-12.iso");
        assertThat(search(text)).isEmpty();
    }

    @Test
    void findsAShareByAllThatIsSaidOfIt() throws Exception {
        Entry entry =
                register(
                                Torrents.folder(
                                        "Holidays", "Lisbon/IMG_1234.jpg", "Oslo/DayTrip.mp4"),
                                sharer("anna"),
                                note("The summer we forgot the camera", "family", "2026 raw"),
                                NOON)
                        .entry();
        for (String text :
                List.of(
                        "holidays",
                        "lisbon",
                        "img 1234",
                        "trip",
                        "daytrip",
                        "camera",
                        "family",
                        "raw",
                        "holi* oslo camera fam*",
                        "jpg")) {
            assertThat(search(text)).as(text).containsExactly(entry.name());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ubunt", "u", "desktop ubu", "ubuntu desk type:iso"})
    void takesTheLastWordForABeginningWhereNothingHasItWhole(String text) throws Exception {
        file("ubuntu-desktop.iso");
        file("debian-12.iso");
        assertThat(search(text)).containsExactly("ubuntu-desktop.iso");
    }

    @Test
    void putsWhatHasTheLastWordWholeFirstAndTheRestBehindItPageByPage() throws Exception {
        for (int i = 0; i < 4; i++) {
            file("art " + i);
            file("artist " + i);
        }
        assertThat(search("art"))
                .containsExactly(
                        "art 3",
                        "art 2",
                        "art 1",
                        "art 0",
                        "artist 3",
                        "artist 2",
                        "artist 1",
                        "artist 0");
        SearchQuery art = QueryParser.parse("art");
        assertThat(names(catalogue.search(art, 3, 2))).containsExactly("art 0", "artist 3");
        assertThat(names(catalogue.search(art, 7, 5))).containsExactly("artist 0");
        assertThat(catalogue.search(art, 8, 5)).isEmpty();
        assertThat(catalogue.search(art, 100, 5)).isEmpty();
        for (int i = 4; i < Forgiving.LITTLE + 2; i++) {
            file("art " + i);
        }
        assertThat(search("art")).hasSize(Forgiving.LITTLE + 2).noneMatch(n -> n.contains("ist"));
        assertThat(names(catalogue.search(art, Forgiving.LITTLE + 1, 5))).containsExactly("art 0");
        assertThat(catalogue.search(art, Forgiving.LITTLE + 2, 5)).isEmpty();
    }

    @Test
    void findsAWordInAnotherFormBehindTheSameOne() throws Exception {
        file("Thing.txt");
        file("wild things");
        folder("talks", "recordings/one.mp3");
        assertThat(search("things")).containsExactly("wild things", "Thing.txt");
        assertThat(search("thing")).containsExactly("Thing.txt", "wild things");
        assertThat(search("recording one")).containsExactly("talks");
        assertThat(search("wild thing")).containsExactly("wild things");
    }

    @Test
    void listsTheNewestIfNoWordsAreGiven() throws Exception {
        file("first");
        file("second");
        assertThat(search("")).containsExactly("second", "first");
        assertThat(names(catalogue.search(SearchQuery.ALL, 1, 1))).containsExactly("first");
    }

    @Test
    void putsNamesBeforeTagsAndTagsBeforePaths() throws Exception {
        file("a python");
        file("a tagged", note("", "python"));
        folder("a folder", "python/x");
        file("a described", note("of python"));
        assertThat(search("python").subList(0, 2)).containsExactly("a python", "a tagged");
        assertThat(search("python")).hasSize(4);
    }

    @Test
    void putsNamesFirstThatHoldLittleElse() throws Exception {
        file("ubuntu 24");
        file("ubuntu 24 desktop for the raspberry");
        file("ubuntu desktop 24");
        assertThat(search("ubuntu 24"))
                .containsExactly(
                        "ubuntu 24", "ubuntu desktop 24", "ubuntu 24 desktop for the raspberry");
    }

    @Test
    void putsTheNewerFirstOfEqualOnes() throws Exception {
        for (String each : List.of("one", "two", "ten")) {
            file("lecture " + each);
        }
        assertThat(search("lecture")).containsExactly("lecture ten", "lecture two", "lecture one");
        assertThat(search("lec*")).containsExactly("lecture ten", "lecture two", "lecture one");
    }

    @Test
    void putsWholeWordsBeforeBeginnings() throws Exception {
        file("art");
        file("artist");
        assertThat(search("art*")).containsExactly("art", "artist");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "size:>1000001        | 3 2",
                "size:>1000002        | 3 2",
                "size:>1000003        | 3",
                "size:<1000001        | 1",
                "size:<1000002        | 2 1",
                "size:<1000           | ''",
                "size:>1000000 size:<1000002 | 2 1",
                "size:>3M             | 3",
                "size:>4M             | ''",
                "size:<4M             | 3 2 1",
                "size:>0              | 3 2 1",
                "file size:>1M        | 3",
                "nothing size:>0      | ''",
                "size:>1000002 size:<1000002 | 2",
                "size:>1000001 size:<1000000 | ''",
                "size:>3906K size:<3907K | 3",
                "size:>3907K size:<3908K | ''",
            })
    void filtersBySize(String text, String found) throws Exception {
        register(Torrents.file("file 1", 1_000_000), "anna");
        register(Torrents.file("file 2", 1_000_002), "anna");
        register(Torrents.file("file 3", 4_000_000), "anna");
        assertThat(search(text).stream().map(name -> name.substring(5)))
                .containsExactlyElementsOf(found.isEmpty() ? List.of() : List.of(found.split(" ")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "after:2026-01-02                    | 3 2",
                "before:2026-01-02                   | 1",
                "after:2026-01-02 before:2026-01-03  | 2",
                "after:2026-01-02T00:00:00.001Z      | 3",
                "after:2027                          | ''",
                "before:2025                         | ''",
                "file after:2026-01-03               | 3",
            })
    void filtersByTime(String text, String found) throws Exception {
        Instant first = Instant.parse("2026-01-01T00:00:00Z");
        for (int day = 0; day < 3; day++) {
            Instant time = first.plus(Duration.ofDays(day));
            register(Torrents.file("file " + (day + 1), day + 1), sharer("anna"), Note.NONE, time);
        }
        assertThat(search(text).stream().map(name -> name.substring(5)))
                .containsExactlyElementsOf(found.isEmpty() ? List.of() : List.of(found.split(" ")));
    }

    @Test
    void filtersByOwner() throws Exception {
        register(Torrents.file("of anna", 1), "anna");
        byte[] shared = Torrents.file("of bert", 2);
        register(shared, "bert");
        register(shared, "anna");
        assertThat(search("by:anna")).containsExactly("of anna");
        assertThat(search("by:ANNA of")).containsExactly("of anna");
        assertThat(search("by:#" + key("bert").fingerprint())).containsExactly("of bert");
        assertThat(search("by:#" + key("bert"))).containsExactly("of bert");
        assertThat(search("by:#" + key("bert").fingerprint().substring(0, 3) + " of"))
                .containsExactly("of bert");
        assertThat(search("by:nobody")).isEmpty();
        assertThat(search("by:an")).isEmpty();
        assertThat(search("by:anna bert")).isEmpty();
        assertThat(search("by:#" + "0".repeat(64))).isEmpty();
    }

    @Test
    void filtersByTypeOfFile() throws Exception {
        file("image.iso");
        file("iso");
        folder("v1.iso", "a.tar.gz", "sub/b.JPG");
        assertThat(search("type:iso")).containsExactly("image.iso");
        assertThat(search("type:jpg")).containsExactly("v1.iso");
        assertThat(search("type:tar.gz")).containsExactly("v1.iso");
        assertThat(search("type:gz type:iso")).containsExactly("v1.iso", "image.iso");
        assertThat(search("type:tar")).isEmpty();
        assertThat(search("type:jpg image")).isEmpty();
    }

    @Test
    void filtersByTag() throws Exception {
        file("one", note("", "machine learning", "c++"));
        file("two", note("", "c", "machine"));
        assertThat(search("tag:\"machine learning\"")).containsExactly("one");
        assertThat(search("tag:c++")).containsExactly("one");
        assertThat(search("tag:c")).containsExactly("two");
        assertThat(search("tag:c tag:machine")).containsExactly("two");
        assertThat(search("tag:learning")).isEmpty();
        assertThat(search("tag:C++ one")).containsExactly("one");
    }

    @Test
    void combinesAll() throws Exception {
        register(Torrents.file("ubuntu.iso", 5_000_000), sharer("anna"), note("", "linux"), NOON);
        register(Torrents.file("ubuntu.img", 5_000_000), sharer("anna"), note("", "linux"), NOON);
        register(Torrents.file("ubuntu.iso", 5_000), sharer("anna"), note("", "linux"), NOON);
        register(Torrents.file("ubuntu.iso", 6_000_000), sharer("bert"), note("", "linux"), NOON);
        register(Torrents.file("ubuntu.iso", 7_000_000), sharer("anna"), note("", "bsd"), NOON);
        String text =
                "ubu* size:>1M size:<8M after:2026-01-01 before:2026-01-02 by:anna type:iso tag:linux";
        assertThat(catalogue.search(QueryParser.parse(text), 0, 10))
                .extracting(entry -> entry.listing().size())
                .containsExactly(5_000_000L);
    }

    private List<String> near(String typed) throws Exception {
        return catalogue.near(new NearName(typed), 10).stream()
                .map(near -> near.entry().name() + " " + near.edits())
                .toList();
    }

    @Test
    void tellsWhichNamesSomebodyMayHaveMeant() throws Exception {
        file("Ubuntu-24.04-desktop.iso");
        file("ubuntu-24.10-desktop.iso");
        file("ubuntu-24.04-desktop.iso");
        file("notes");
        Entry other = file("vote.txt");
        assertThat(near("ubunut-24.04-desktop.iso"))
                .containsExactly("ubuntu-24.04-desktop.iso 1", "Ubuntu-24.04-desktop.iso 1");
        assertThat(near("UBUNTU 24.10 desktop")).first().isEqualTo("ubuntu-24.10-desktop.iso 0");
        assertThat(near("ubuntu-24.01-desktop.iso")).hasSize(3);
        assertThat(near("note")).containsExactly("vote.txt 1", "notes 1");
        assertThat(near("nothing like it")).isEmpty();
        assertThat(near("' & \" OR *:")).isEmpty();
        assertThat(near("")).isEmpty();
        assertThat(catalogue.near(new NearName("note"), 1)).hasSize(1);
        catalogue.withdraw(other.id(), key("anna"));
        assertThat(near("note")).containsExactly("notes 1");
    }

    @Test
    void findsAShareByItsNewNoteAndNotByItsOldOne() throws Exception {
        Entry entry = file("films", note("holiday", "old"));
        Info info = info(only(catalogue.torrent(entry.id())));
        catalogue.annotate(info, note("winter", "new"), key("anna"));
        assertThat(search("winter")).containsExactly("films");
        assertThat(search("tag:new")).containsExactly("films");
        assertThat(search("holiday")).isEmpty();
        assertThat(search("tag:old")).isEmpty();
        assertThat(search("films by:anna type:x")).isEmpty();
        assertThat(search("films by:anna")).containsExactly("films");
    }

    @Test
    void forgetsTheWordsOfWhatIsGone() throws Exception {
        Entry entry = file("films");
        file("other films");
        catalogue.withdraw(entry.id(), key("anna"));
        assertThat(search("films")).containsExactly("other films");
        assertThat(search("fil*")).containsExactly("other films");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "films OR other",
                "films NOT other",
                "NEAR(films other)",
                "name:films",
                "films\" OR \"1",
                "films'; DROP TABLE share; --",
                "{films other}",
                "- films +other",
                "films & !other | (x",
                "other\\films",
                "fi_ms",
                "films\0other",
            })
    void takesWhatIsSyntaxElsewhereForWords(String text) throws Exception {
        file("films");
        assertThat(search(text)).isEmpty();
        assertThat(search("^films:*)")).containsExactly("films");
    }

    private interface Registering {
        Entry run() throws TrackerRejection;
    }

    /** Again if the machine is so busy that a database does not answer in time. */
    private static Entry patiently(Registering registering) throws Exception {
        for (int tries = 1; ; tries++) {
            try {
                return registering.run();
            } catch (TrackerRejection e) {
                if (e.reason() != TrackerRejection.Reason.BROKEN || tries == 60) {
                    throw e;
                }
                Thread.sleep(500);
            }
        }
    }

    @Test
    void pagesThroughManyWithoutLeavingOneOutOrShowingOneTwice() throws Exception {
        int many = 1_300;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < many; i++) {
                int n = i;
                // Some by name, some by a path only.
                threads.submit(() ->
                        patiently(() ->
                                n % 2 == 0
                                        ? register(Torrents.file("lecture " + n, n + 1), "anna")
                                                .entry()
                                        : folder("talk " + n, "lecture")));
            }
        }
        List<String> all = new ArrayList<>();
        for (int offset = 0; offset < many + 100; offset += 100) {
            all.addAll(names(catalogue.search(QueryParser.parse("lecture"), offset, 100)));
        }
        assertThat(all).hasSize(many).doesNotHaveDuplicates();
        assertThat(all.subList(0, 500)).allMatch(name -> name.startsWith("lecture"));
    }

    @Test
    void boundsTheWordsOfAHugeShare() throws Exception {
        String[] paths =
                IntStream.range(0, 20_000)
                        .mapToObj(i -> "w" + Integer.toString(i + 100_000, 26) + ".x")
                        .map(name -> name.replaceAll("[0-9]", "q"))
                        .distinct()
                        .toArray(String[]::new);
        folder("huge", paths);
        assertThat(search("huge " + paths[0])).containsExactly("huge");
        assertThat(search("huge " + paths[paths.length - 1])).isEmpty();
        assertThat(search("huge type:x")).containsExactly("huge");
    }
}
