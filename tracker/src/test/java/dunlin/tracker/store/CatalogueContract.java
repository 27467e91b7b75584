package dunlin.tracker.store;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.search.SearchQuery;
import dunlin.tracker.Torrents;
import dunlin.tracker.store.Catalogue.Entry;
import dunlin.tracker.store.Catalogue.Holder;
import dunlin.tracker.store.Catalogue.Registration;
import dunlin.tracker.store.Catalogue.Sharer;
import dunlin.tracker.store.Catalogue.Totals;
import dunlin.tracker.store.Catalogue.Watched;
import dunlin.tracker.store.Catalogue.Withdrawal;
import dunlin.tracker.store.ShareChanges.Use;
import dunlin.tracker.store.Sighting.Place;
import dunlin.tracker.store.SwarmStore.Role;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every {@link Catalogue} must do; {@link SearchContract} is the rest of it. */
public abstract class CatalogueContract extends CatalogueFixture {
    private static final byte[] FILMS = Torrents.file("films.iso", 50_000);
    private static final InfoHash FILMS_ID = Torrents.parse(FILMS).info().id();

    @Test
    void listsWhatWasRegistered() throws TrackerRejection {
        Registration registration =
                register(FILMS, sharer("anna"), note("What we saw", "Film", "film"), NOON);
        assertThat(registration.isNew()).isTrue();
        assertThat(registration.isNewHolder()).isTrue();
        assertThat(catalogue.list(0, 10)).containsExactly(registration.entry());
        Entry entry = registration.entry();
        assertThat(entry.id()).isEqualTo(FILMS_ID);
        assertThat(entry.name()).isEqualTo("films.iso");
        assertThat(entry.listing().size()).isEqualTo(50_000);
        assertThat(entry.listing().files()).isEqualTo(1);
        assertThat(entry.torrentLength()).isEqualTo(FILMS.length);
        assertThat(entry.listing().owner()).hasValue(key("anna"));
        assertThat(entry.listing().sharedBy()).isEqualTo("anna");
        assertThat(entry.listing().sharedAt()).isEqualTo(NOON);
        assertThat(entry.listing().note()).isEqualTo(note("What we saw", "film"));
        assertThat(entry.gone()).isEmpty();
        assertThat(entry.listing().magnet())
                .hasValueSatisfying(link -> assertThat(link).startsWith("magnet:?xt=urn:btih:"));
    }

    @Test
    void registersTheSameContentOnceAndNotesWhoHoldsIt() throws TrackerRejection {
        Entry first = register(FILMS, "anna").entry();
        Registration second = register(FILMS, "bert");
        Registration again = register(FILMS, "bert");
        assertThat(second).isEqualTo(new Registration(first, false, true));
        assertThat(again).isEqualTo(new Registration(first, false, false));
        assertThat(catalogue.list(0, 10)).containsExactly(first);
        assertThat(catalogue.holders(first.id()))
                .containsExactly(
                        new Holder(key("anna"), "anna", NOON),
                        new Holder(key("bert"), "bert", NOON));
    }

    @Test
    void registersOnceWhatManyRegisterAtOnce() throws Exception {
        List<Future<Registration>> registrations = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                String name = "peer" + i;
                registrations.add(threads.submit(() -> register(FILMS, name)));
            }
        }
        int isNew = 0;
        for (Future<Registration> registration : registrations) {
            isNew += registration.get().isNew() ? 1 : 0;
        }
        assertThat(isNew).isEqualTo(1);
        assertThat(catalogue.list(0, 10)).hasSize(1);
        assertThat(catalogue.holders(FILMS_ID)).hasSize(50);
        assertThat(catalogue.totals()).isEqualTo(new Totals(1, 50_000, 50));
    }

    @Test
    void notesABoundedNumberOfHolders() throws Exception {
        for (int i = 0; i < 103; i++) {
            register(FILMS, "peer" + i);
        }
        assertThat(catalogue.holders(FILMS_ID)).hasSize(100);
        assertThat(register(FILMS, "one more").isNewHolder()).isFalse();
        assertThat(register(FILMS, "peer3").isNewHolder()).isFalse();
    }

    @Test
    void refusesToRegisterForTheKeyThatAnybodyCanSignFor() {
        assertRejected(
                Reason.INVALID,
                () -> register(FILMS, new Sharer(Catalogue.NOBODY, "nobody"), Note.NONE, NOON));
    }

    @Test
    void listsTheNewestFirstPageByPage() throws TrackerRejection {
        for (int i = 0; i < 7; i++) {
            register(Torrents.file("file" + i, 100 + i), "anna");
        }
        assertThat(names(catalogue.list(0, 3))).containsExactly("file6", "file5", "file4");
        assertThat(names(catalogue.list(6, 3))).containsExactly("file0");
        assertThat(catalogue.list(7, 3)).isEmpty();
    }

    @Test
    void findsByExactName() throws TrackerRejection {
        register(Torrents.file("films", 1), "anna");
        register(Torrents.file("films 2", 2), "anna");
        assertThat(names(catalogue.lookUp("films", 10))).containsExactly("films");
        assertThat(catalogue.lookUp("film", 10)).isEmpty();
        assertThat(catalogue.lookUp("film*", 10)).isEmpty();
        assertThat(catalogue.lookUp("%", 10)).isEmpty();
        assertThat(catalogue.lookUp("", 10)).isEmpty();
    }

    @Test
    void findsEveryShareOfOneName() throws TrackerRejection {
        register(Torrents.file("films", 1), "anna");
        register(Torrents.file("films", 2), "bert");
        assertThat(catalogue.lookUp("films", 10))
                .extracting(entry -> entry.listing().size())
                .containsExactly(2L, 1L);
        assertThat(catalogue.lookUp("films", 1))
                .extracting(entry -> entry.listing().size())
                .containsExactly(2L);
    }

    @Test
    void findsByAnIdOrAPrefixOfSixDigitsOrMore() throws TrackerRejection {
        register(FILMS, "anna");
        register(Torrents.file("other", 2), "anna");
        String id = FILMS_ID.toString();
        for (int digits : new int[] {40, 9, 6}) {
            String prefix = id.substring(0, digits);
            assertThat(names(catalogue.lookUp(prefix, 10))).containsExactly("films.iso");
            assertThat(names(catalogue.lookUp(prefix.toUpperCase(Locale.ROOT), 10)))
                    .containsExactly("films.iso");
        }
        assertThat(catalogue.lookUp(id.substring(0, 5), 10)).isEmpty();
        assertThat(catalogue.lookUp(id + "0", 10)).isEmpty();
    }

    @Test
    void findsAHybridShareByEitherInfoHash() throws TrackerRejection {
        byte[] torrent = Torrents.hybrid("both");
        register(torrent, "anna");
        var info = Torrents.parse(torrent).info();
        String v2 = only(info.infoHashV2()).toString();
        assertThat(names(catalogue.lookUp(v2, 10))).containsExactly("both");
        assertThat(names(catalogue.lookUp(v2.substring(0, 7), 10))).containsExactly("both");
        Entry entry = only(catalogue.find(info.id()));
        assertThat(entry.id()).isEqualTo(info.id());
        assertThat(catalogue.find(only(info.infoHashV2()).truncated())).hasValue(entry);
    }

    @Test
    void handsOutTheTorrentAsItCame() throws TrackerRejection {
        register(FILMS, "anna");
        assertThat(catalogue.torrent(FILMS_ID)).hasValue(FILMS);
        assertThat(catalogue.find(FILMS_ID)).isPresent();
    }

    @Test
    void saysWhetherAnythingCouldBeRegistered() throws Exception {
        catalogue.probe();
        catalogue.close();
        assertRejected(Reason.BROKEN, () -> catalogue.probe());
        catalogue = open();
        catalogue.probe();
    }

    @Test
    void notesWhatIsShownOfASharesInside() throws TrackerRejection {
        byte[] folder = Torrents.folder("photos", "2025/a b.jpg", "2026/\u2028c");
        Contents shown = Contents.of(info(folder));
        assertThat(shown.files())
                .containsExactly(
                        new Contents.File("2025/a b.jpg", 1), new Contents.File("2026/\u2028c", 1));
        InfoHash id = register(folder, "anna").entry().id();
        assertThat(catalogue.contents(id)).hasValue(shown);
        catalogue.noteContents(id, Contents.UNKNOWN);
        assertThat(catalogue.contents(id)).hasValue(shown);
        catalogue.withdraw(id, key("anna"));
        catalogue.noteContents(id, Contents.UNKNOWN);
        assertThat(catalogue.contents(id)).isEmpty();
    }

    @Test
    void hasNothingOfAnUnknownShare() throws TrackerRejection {
        assertThat(catalogue.find(FILMS_ID)).isEmpty();
        assertThat(catalogue.torrent(FILMS_ID)).isEmpty();
        assertThat(catalogue.holders(FILMS_ID)).isEmpty();
        assertRejected(
                Reason.UNKNOWN, () -> catalogue.annotate(info(FILMS), note("x"), key("anna")));
        assertRejected(Reason.UNKNOWN, () -> catalogue.withdraw(FILMS_ID, key("anna")));
    }

    @Test
    void givesNoMagnetOfAPrivateShare() throws TrackerRejection {
        assertThat(register(Torrents.file("secret", 1, true), "anna").entry().listing().magnet())
                .isEmpty();
    }

    @Test
    void outlivesBeingClosed() throws Exception {
        Entry entry = register(FILMS, sharer("anna"), note("text", "tag"), NOON).entry();
        register(FILMS, "bert");
        catalogue.close();
        catalogue = open();
        assertThat(catalogue.list(0, 10)).containsExactly(entry);
        assertThat(catalogue.search(SearchQuery.of(List.of("films")), 0, 10))
                .containsExactly(entry);
        assertThat(catalogue.holders(FILMS_ID)).hasSize(2);
        assertThat(catalogue.totals()).isEqualTo(new Totals(1, 50_000, 2));
        assertThat(register(FILMS, "anna").isNew()).isFalse();
    }

    @Test
    void letsItsOwnerAloneChangeWhatIsSaidOfAShare() throws TrackerRejection {
        register(FILMS, "anna");
        register(FILMS, "bert");
        Note note = note("What we saw", "film", "2026");
        assertThat(catalogue.annotate(info(FILMS), note, key("anna")).listing().note())
                .isEqualTo(note);
        for (PeerKey other : List.of(key("bert"), key("eve"), Catalogue.NOBODY)) {
            assertRejected(
                    Reason.FORBIDDEN, () -> catalogue.annotate(info(FILMS), note("spam"), other));
        }
        assertThat(only(catalogue.find(FILMS_ID)).listing().note()).isEqualTo(note);
        assertThat(catalogue.annotate(info(FILMS), Note.NONE, key("anna")).listing().note())
                .isEqualTo(Note.NONE);
    }

    @Test
    void takesANewNoteOfItsOwnerWhoRegistersAgain() throws TrackerRejection {
        register(FILMS, sharer("anna"), note("first"), NOON);
        register(FILMS, sharer("anna"), Note.NONE, NOON);
        assertThat(only(catalogue.find(FILMS_ID)).listing().note()).isEqualTo(note("first"));
        register(FILMS, sharer("bert"), note("spam"), NOON);
        assertThat(only(catalogue.find(FILMS_ID)).listing().note()).isEqualTo(note("first"));
        assertThat(register(FILMS, sharer("anna"), note("second"), NOON).entry().listing().note())
                .isEqualTo(note("second"));
    }

    @Test
    void removesAShareThatItsOwnerWithdraws() throws TrackerRejection {
        register(Torrents.file("other", 7), "anna");
        register(FILMS, "anna");
        register(FILMS, "bert");
        assertThat(catalogue.withdraw(FILMS_ID, key("anna"))).isEqualTo(Withdrawal.REMOVED);
        hasNothingOfAnUnknownShare();
        assertThat(names(catalogue.list(0, 10))).containsExactly("other");
        assertThat(catalogue.lookUp("films.iso", 10)).isEmpty();
        assertThat(catalogue.search(SearchQuery.of(List.of("films")), 0, 10)).isEmpty();
        assertThat(catalogue.totals()).isEqualTo(new Totals(1, 7, 2));
    }

    @Test
    void givesAWithdrawnShareToWhoeverRegistersItNext() throws TrackerRejection {
        register(FILMS, "anna");
        catalogue.withdraw(FILMS_ID, key("anna"));
        Registration anew = register(FILMS, "bert");
        assertThat(anew.isNew()).isTrue();
        assertThat(anew.entry().listing().owner()).hasValue(key("bert"));
        assertThat(catalogue.holders(FILMS_ID)).extracting(Holder::name).containsExactly("bert");
        assertThat(names(catalogue.search(SearchQuery.of(List.of("films")), 0, 10)))
                .containsExactly("films.iso");
    }

    @Test
    void keepsAShareThatAHolderWithdraws() throws TrackerRejection {
        register(FILMS, "anna");
        register(FILMS, "bert");
        assertThat(catalogue.withdraw(FILMS_ID, key("bert")))
                .isEqualTo(Withdrawal.NO_HOLDER_ANY_MORE);
        assertThat(catalogue.holders(FILMS_ID)).extracting(Holder::name).containsExactly("anna");
        for (PeerKey other : List.of(key("bert"), key("eve"), Catalogue.NOBODY)) {
            assertRejected(Reason.FORBIDDEN, () -> catalogue.withdraw(FILMS_ID, other));
        }
    }

    @Test
    void showsWhoComesUnderAnotherKeysNameWithItsFingerprint() throws TrackerRejection {
        Sharer imitator = new Sharer(key("eve"), "Anna");
        String shown = "Anna~" + key("eve").fingerprint();
        register(FILMS, "anna");
        byte[] other = Torrents.file("other", 1);
        assertThat(register(other, imitator, Note.NONE, NOON).entry().listing().sharedBy())
                .isEqualTo(shown);
        assertThat(only(catalogue.find(FILMS_ID)).listing().sharedBy()).isEqualTo("anna");
        assertThat(catalogue.keyOf("anna")).hasValue(key("anna"));
        assertThat(catalogue.keyOf("ANNA")).hasValue(key("anna"));
        assertThat(catalogue.keyOf(shown)).hasValue(key("eve"));
        assertThat(catalogue.nameOf(key("anna"))).hasValue("anna");
        assertThat(catalogue.nameOf(key("eve"))).hasValue(shown);
        assertThat(catalogue.keyOf("nobody")).isEmpty();
        assertThat(catalogue.nameOf(key("nobody"))).isEmpty();
        register(FILMS, imitator, Note.NONE, NOON);
        assertThat(catalogue.holders(FILMS_ID))
                .extracting(Holder::name)
                .containsExactly("anna", shown);
    }

    @Test
    @Tag("attack")
    void showsNoNameBareThatLooksLikeATakenOne() throws TrackerRejection {
        register(Torrents.file("1", 1), "tern Islay");
        int n = 2;
        for (String name :
                List.of(
                        "t\u0435rn Islay", // Cyrillic
                        "\u03a4ern Islay", // Greek
                        "tern\u200d Islay",
                        "te\u034frn Islay",
                        "tern\u00a0Islay",
                        "tern  Islay",
                        "TERN ISLAY",
                        "tern lslay",
                        "\uff54ern Islay")) {
            Sharer eve = new Sharer(key(name), name);
            assertThat(
                            register(Torrents.file("x", n++), eve, Note.NONE, NOON)
                                    .entry()
                                    .listing()
                                    .sharedBy())
                    .as(name)
                    .isEqualTo(name + "~" + key(name).fingerprint());
            assertThat(catalogue.keyOf(name)).as(name).hasValue(key("tern Islay"));
        }
        assertThat(register(Torrents.file("y", 1), "curlew").entry().listing().sharedBy())
                .isEqualTo("curlew");
    }

    @Test
    void letsNobodyPassForANameWithFingerprint() throws TrackerRejection {
        byte[] victim = key("eve").bytes();
        String shown = "anna~" + key("eve").fingerprint();
        register(Torrents.file("1", 1), "anna");
        // Called so outright, and by a letter that looks like it.
        Entry outright =
                register(Torrents.file("2", 2), new Sharer(key("x"), shown), Note.NONE, NOON)
                        .entry();
        assertThat(outright.listing().sharedBy()).isEqualTo(shown + "~" + key("x").fingerprint());
        String wide = shown.replace('~', '\uff5e');
        assertThat(
                        register(Torrents.file("3", 3), new Sharer(key("y"), wide), Note.NONE, NOON)
                                .entry()
                                .listing()
                                .sharedBy())
                .isEqualTo(wide + "~" + key("y").fingerprint());
        register(Torrents.file("4", 4), new Sharer(key("eve"), "anna"), Note.NONE, NOON);
        assertThat(catalogue.keyOf(shown)).hasValue(key("eve"));
        // A key with the same first digits.
        victim[31] ^= 1;
        PeerKey similar = PeerKey.of(victim);
        register(Torrents.file("5", 5), new Sharer(similar, "anna"), Note.NONE, NOON);
        assertThat(catalogue.keyOf(shown)).hasValue(key("eve"));
        assertThat(catalogue.nameOf(similar))
                .hasValue("anna~" + similar.toString().substring(0, 16));
    }

    @Test
    void showsASharerByTheNameThatItGaveLast() throws TrackerRejection {
        register(FILMS, "anna");
        register(Torrents.file("other", 1), new Sharer(key("anna"), "Anna B"), Note.NONE, NOON);
        assertThat(only(catalogue.find(FILMS_ID)).listing().sharedBy()).isEqualTo("Anna B");
        assertThat(catalogue.keyOf("anna")).isEmpty();
        // To another case of its own name it may change, although that looks like its name.
        register(FILMS, new Sharer(key("anna"), "ANNA B"), Note.NONE, NOON);
        assertThat(catalogue.nameOf(key("anna"))).hasValue("ANNA B");
        assertThat(catalogue.totals().sharers()).isEqualTo(1);
    }

    @Test
    void counts() throws TrackerRejection {
        assertThat(catalogue.totals()).isEqualTo(new Totals(0, 0, 0));
        register(FILMS, "anna");
        register(FILMS, "bert");
        register(Torrents.file("other", 7), "anna");
        assertThat(catalogue.totals()).isEqualTo(new Totals(2, 50_007, 2));
    }

    @Test
    void walksOverAllSharesInTheOrderOfRegistration() throws TrackerRejection {
        List<InfoHash> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(register(Torrents.file("f" + i, i + 1), "anna").entry().id());
        }
        catalogue.withdraw(ids.remove(2), key("anna"));
        List<InfoHash> seen = new ArrayList<>();
        long after = 0;
        for (List<Watched> page = catalogue.watch(after, 3);
                !page.isEmpty();
                page = catalogue.watch(after, 3)) {
            assertThat(page).hasSizeLessThanOrEqualTo(3);
            page.forEach(watched -> seen.add(watched.id()));
            assertThat(page).allMatch(watched -> watched.silentSince().isEmpty());
            after = page.getLast().seq();
        }
        assertThat(seen).isEqualTo(ids);
    }

    @Test
    void watchesBothSwarmsOfAHybridShare() throws TrackerRejection {
        register(FILMS, "anna");
        byte[] hybrid = Torrents.hybrid("both");
        register(hybrid, "anna");
        var info = Torrents.parse(hybrid).info();
        assertThat(catalogue.watch(0, 10))
                .extracting(Watched::swarms)
                .containsExactly(
                        List.of(FILMS_ID), List.of(info.id(), only(info.infoHashV2()).truncated()));
    }

    @Test
    void remembersSinceWhenNobodyHasAShare() throws TrackerRejection {
        register(FILMS, "anna");
        InfoHash unknown = InfoHash.of(new byte[20]);
        catalogue.noteSilent(List.of(FILMS_ID, unknown), Optional.of(NOON));
        assertThat(catalogue.watch(0, 10).getFirst().silentSince()).hasValue(NOON);
        catalogue.noteSilent(List.of(FILMS_ID), Optional.empty());
        assertThat(catalogue.watch(0, 10).getFirst().silentSince()).isEmpty();
    }

    @Test
    void showsAsGoneWhatNobodyHasHadForLongEnough() throws Exception {
        register(FILMS, "anna");
        catalogue.noteSilent(List.of(FILMS_ID), Optional.of(NOON));
        assertThat(only(catalogue.find(FILMS_ID)).gone()).isEmpty();
        catalogue.showGone(NOON);
        assertThat(only(catalogue.find(FILMS_ID)).gone()).isEmpty();
        catalogue.showGone(NOON.plusSeconds(1));
        assertThat(only(catalogue.find(FILMS_ID)).gone()).hasValue(NOON);
        assertThat(catalogue.list(0, 1).getFirst().gone()).hasValue(NOON);
        catalogue.close();
        catalogue = open();
        assertThat(only(catalogue.find(FILMS_ID)).gone()).hasValue(NOON);
        catalogue.noteSilent(List.of(FILMS_ID), Optional.empty());
        assertThat(only(catalogue.find(FILMS_ID)).gone()).isEmpty();
    }

    @Test
    void forgetsWhatNobodyHasHadForLong() throws TrackerRejection {
        for (int i = 0; i < 4; i++) {
            Entry entry = register(Torrents.file("f" + i, i + 1), "anna").entry();
            Instant since = NOON.plus(Duration.ofHours(i));
            catalogue.noteSilent(
                    List.of(entry.id()), i == 3 ? Optional.empty() : Optional.of(since));
        }
        Instant before = NOON.plus(Duration.ofHours(2));
        assertThat(names(catalogue.forget(before, 1))).containsExactly("f0");
        assertThat(names(catalogue.forget(before, 10))).containsExactly("f1");
        assertThat(catalogue.forget(before, 10)).isEmpty();
        assertThat(names(catalogue.list(0, 10))).containsExactly("f3", "f2");
        assertThat(catalogue.totals()).isEqualTo(new Totals(2, 3 + 4, 1));
    }

    @Test
    void freesANameOnlyWhenItsKeyHasSharedNothingForLong() throws TrackerRejection {
        register(FILMS, "anna");
        catalogue.withdraw(FILMS_ID, key("anna"));
        catalogue.forget(NOON, 10);
        Sharer imitator = new Sharer(key("eve"), "anna");
        assertThat(register(FILMS, imitator, Note.NONE, NOON).entry().listing().sharedBy())
                .startsWith("anna~");
        catalogue.forget(NOON.plusSeconds(1), 10);
        assertThat(catalogue.keyOf("anna")).isEmpty();
        assertThat(catalogue.nameOf(key("eve"))).isPresent();
        assertThat(catalogue.totals().sharers()).isEqualTo(1);
    }

    private static Use use(int first, Instant until) {
        byte[] signature = new byte[16];
        signature[0] = (byte) first;
        return new Use(signature, until);
    }

    @Test
    void takesWhatWasSignedOnceThoughItIsOpenedAnew() throws Exception {
        Instant until = NOON.plusSeconds(1_200);
        Sharer anna = sharer("anna");
        catalogue
                .once(use(1, until), NOON)
                .register(FILMS, Torrents.parse(FILMS), Note.NONE, anna, NOON);
        catalogue.once(use(2, until), NOON).annotate(info(FILMS), note("a"), anna.key());
        catalogue.once(use(3, until), NOON).withdraw(FILMS_ID, anna.key());
        register(FILMS, "anna");
        closeCatalogue();
        openCatalogue();
        Instant later = until;
        assertRejected(
                Reason.FORBIDDEN,
                () ->
                        catalogue
                                .once(use(1, until), later)
                                .register(FILMS, Torrents.parse(FILMS), Note.NONE, anna, later));
        assertRejected(
                Reason.FORBIDDEN,
                () ->
                        catalogue
                                .once(use(2, until), later)
                                .annotate(info(FILMS), note("b"), anna.key()));
        assertRejected(
                Reason.FORBIDDEN,
                () -> catalogue.once(use(3, until), later).withdraw(FILMS_ID, anna.key()));
        assertThat(catalogue.find(FILMS_ID).orElseThrow().listing().note()).isEqualTo(Note.NONE);
    }

    @Test
    void usesUpNothingWithWhatItRefusesAndForgetsUsesThatAreOver() throws TrackerRejection {
        Instant until = NOON.plusSeconds(1_200);
        register(FILMS, "anna");
        assertRejected(
                Reason.FORBIDDEN,
                () -> catalogue.once(use(1, until), NOON).withdraw(FILMS_ID, key("bert")));
        register(FILMS, "bert");
        assertThat(catalogue.once(use(1, until), NOON).withdraw(FILMS_ID, key("bert")))
                .isEqualTo(Withdrawal.NO_HOLDER_ANY_MORE);
        Instant after = until.plusSeconds(1);
        catalogue
                .once(use(2, after.plusSeconds(9)), after)
                .annotate(info(FILMS), note("a"), key("anna"));
        catalogue
                .once(use(1, after.plusSeconds(9)), after)
                .annotate(info(FILMS), note("b"), key("anna"));
        assertThat(catalogue.find(FILMS_ID).orElseThrow().listing().note()).isEqualTo(note("b"));
    }

    private static Sighting sighting(InfoHash swarm, int peer, Role role) {
        Place place = new Place(swarm, PeerAddress.ipv4(10 << 24 | peer, 6881));
        return new Sighting(place, Optional.of("peer" + peer), role, NOON);
    }

    @Test
    void notesWherePeersOfListedSharesWereSeenAndForgetsThemWithTheShare() throws Exception {
        register(FILMS, "anna");
        InfoHash unlisted = InfoHash.fromHex("00".repeat(20));
        Sighting first = sighting(FILMS_ID, 1, Role.LEECHER);
        Sighting second = sighting(FILMS_ID, 2, Role.SEEDER);
        catalogue.noteSeen(List.of(first, second, sighting(unlisted, 3, Role.SEEDER)), List.of());
        assertThat(catalogue.lastSeen(10)).containsExactly(second, first);
        assertThat(catalogue.lastSeen(1)).containsExactly(second);
        Sighting better = sighting(FILMS_ID, 1, Role.SEEDER);
        catalogue.noteSeen(List.of(better), List.of(second.place()));
        assertThat(catalogue.lastSeen(10)).containsExactly(better);
        List<Sighting> many = new ArrayList<>();
        for (int i = 0; i < 2 * Catalogue.SEEN_EACH; i++) {
            many.add(sighting(FILMS_ID, i, Role.SEEDER));
        }
        catalogue.noteSeen(many, List.of());
        assertThat(catalogue.lastSeen(100)).hasSize(Catalogue.SEEN_EACH);
        catalogue.withdraw(FILMS_ID, key("anna"));
        assertThat(catalogue.lastSeen(10)).isEmpty();
    }

    @Test
    void notesThePeersOfBothSwarmsOfAHybridShare() throws Exception {
        byte[] torrent = Torrents.hybrid("both");
        register(torrent, "anna");
        InfoHash v2 = only(info(torrent).infoHashV2()).truncated();
        Sighting seen = sighting(v2, 1, Role.SEEDER);
        catalogue.noteSeen(List.of(seen), List.of());
        assertThat(catalogue.lastSeen(10)).containsExactly(seen);
    }
}
