package dunlin.storage.name;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.metainfo.FileEntry;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiskNamesTest {
    private static final NameRules FOLDING = new NameRules(true, false);

    private static List<FileEntry> files(String... paths) {
        return Arrays.stream(paths).map(path -> file(path.split("\\|", -1))).toList();
    }

    private static FileEntry file(String... path) {
        return new FileEntry(List.of(path), 0, 0, false, false);
    }

    private static List<String> fetched(NameRules rules, String... paths) {
        return joined(DiskNames.fetched(files(paths), () -> rules));
    }

    private static List<String> joined(List<List<String>> paths) {
        return paths.stream().map(path -> String.join("|", path)).toList();
    }

    @Test
    void whatADiskStoresKeepsItsNameHoweverOddItIs() {
        String[] odd = {"a ", "b.", "C:", "aux", ".hidden", "sub|x*?", "sub|y", "🐦"};
        assertThat(fetched(NameRules.NONE, odd)).containsExactly(odd);
    }

    @Test
    void whatLeadsElsewhereOrBreaksALineIsReplaced() {
        assertThat(fetched(NameRules.NONE, "a/b", "c\\d", "e\nf", "x/y|z"))
                .containsExactly("a_b", "c_d", "e_f", "x_y|z");
    }

    @Test
    void aNameThatAnotherOccupiesGetsANumber() {
        assertThat(fetched(NameRules.NONE, "a.txt", "a.txt", "a.txt", "a (2).txt"))
                .containsExactly("a.txt", "a (2).txt", "a (3).txt", "a (2) (2).txt");
        assertThat(fetched(NameRules.NONE, "a/b", "a_b")).containsExactly("a_b", "a_b (2)");
        assertThat(fetched(NameRules.NONE, "a", "a|b", "a|c", "a"))
                .containsExactly("a", "a (2)|b", "a (2)|c", "a (3)");
    }

    @Test
    void namesThatDifferInCaseOrFormAreToldApartWhereTheDiskDoes() {
        String[] names = {"Readme", "README", "gr\u00fcn", "gru\u0308n", "Src|a", "src|a"};
        assertThat(fetched(NameRules.NONE, names)).containsExactly(names);
        assertThat(fetched(FOLDING, names))
                .containsExactly(
                        "Readme",
                        "README (2)",
                        "gr\u00fcn",
                        "gru\u0308n (2)",
                        "Src|a",
                        "src (2)|a");
    }

    @Test
    void theDiskIsOnlyLookedAtIfItMakesADifference() {
        List<FileEntry> files = files("a", "b|a", "a.part");
        DiskNames.fetched(
                files,
                () -> {
                    throw new AssertionError("was asked");
                });
    }

    @Test
    void windowsHasNoDevicesAsFilesAndNoDotAtTheEnd() {
        assertThat(DiskNames.forWindows("aux.c")).isEqualTo("_aux.c");
        assertThat(DiskNames.forWindows("C:\"x\"")).isEqualTo("C__x_");
        assertThat(DiskNames.forWindows("end. ")).isEqualTo("end._");
        assertThat(DiskNames.forWindows("console")).isEqualTo("console");
    }

    @Test
    void whereAShareWasMadeItsNamesAreAsTheyAre() {
        List<FileEntry> files = files("a\nb", "c\\d", "e/f", "g");
        assertThat(joined(DiskNames.made(files, () -> NameRules.NONE)))
                .containsExactly("a\nb", "c\\d", "e_f", "g");
    }

    @Test
    void noNameOrPathIsLongerThanADiskTakes() {
        List<String> wide = Collections.nCopies(120, "ü".repeat(200));
        List<String> path =
                DiskNames.fetched(
                                List.of(new FileEntry(wide, 0, 0, false, false)),
                                () -> NameRules.NONE)
                        .getFirst();
        assertThat(path).hasSize(120);
        assertThat(String.join("/", path).getBytes(UTF_8)).hasSizeLessThan(3_000);
        assertThat(fetched(NameRules.NONE, "a".repeat(300) + ".mkv").getFirst()).hasSize(255);
    }

    @Test
    void manyFilesOfOneNameAllGetTheirOwnWithoutTryingForLong() {
        String[] names = new String[60_000];
        for (int i = 0; i < names.length; i++) {
            // Cut for the number, all of these have one beginning.
            names[i] = i % 3 == 0 ? "x" : "y".repeat(250) + i % 1000;
        }
        List<String> paths = fetched(FOLDING, names);
        assertThat(new HashSet<>(paths)).hasSameSizeAs(paths);
    }

    @Test
    void linksAreMadeWithinTheShareOnly() {
        List<FileEntry> files =
                List.of(
                        file("lib", "a.so.1"),
                        link("lib|a.so", "lib|a.so.1"),
                        link("current", "lib|a.so"),
                        link("deep|er|way", "lib"),
                        link("out", ""),
                        link("etc", "/etc"),
                        link("nowhere", "lib|b"),
                        link("ping", "pong"),
                        link("pong", "ping"));
        List<List<String>> paths = DiskNames.fetched(files, () -> NameRules.NONE);
        assertThat(ShareLinks.of(files, paths))
                .containsExactly(
                        Optional.empty(),
                        Optional.of("a.so.1"),
                        Optional.of("lib/a.so"),
                        Optional.of("../../lib"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
    }

    private static FileEntry link(String path, String target) {
        return new FileEntry(
                List.of(path.split("\\|")),
                0,
                0,
                false,
                false,
                Optional.of(target.isEmpty() ? List.of() : List.of(target.split("\\|"))));
    }
}
