package dunlin.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Torrents that mean harm: refused in one line, by whatever command meets them, and nothing is
 * written.
 */
class HostileTorrentTest extends LabTest {
    private static final int INVALID = 5;
    private static final String HASH = "x".repeat(20);

    static Stream<Arguments> hostile() {
        return Stream.of(
                torrent("a path upwards", files(List.of("..", "..", "escaped"))),
                torrent("a name upwards", single("..", 5, 16384, HASH)),
                torrent("an empty path", files(List.of())),
                torrent("a negative length", single("a", -1, 16384, HASH)),
                torrent("lengths beyond 2^63", files(Long.MAX_VALUE, List.of("a"), List.of("b"))),
                torrent("piece length 0", single("a", 5, 0, HASH)),
                torrent("a negative piece length", single("a", 5, -16384, HASH)),
                torrent("piece length 2^31", single("a", 5, 1L << 31, HASH)),
                torrent("too few hashes", single("a", 40_000, 16384, HASH)),
                torrent("half a hash", single("a", 5, 16384, "x".repeat(10))),
                raw("a million lists", "d4:info" + "l".repeat(1_000_000)),
                raw("a length beyond the end", "d4:info99999999999:x"),
                raw("no torrent at all", "<html>hello</html>"),
                raw("nothing", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void isRefusedInOneLineAndNothingIsWritten(String name, byte[] torrent) throws Exception {
        Path file = Files.write(lab.folder("torrent").resolve("hostile.torrent"), torrent);
        Path folder = lab.folder("fetched");

        Program get = dunlin().get(file.toString(), folder, "--timeout", "2s");

        assertThat(get.exitCode()).as("exit code of" + get).isEqualTo(INVALID);
        assertThat(get.errors()).hasSize(1);
        assertThat(folder).isEmptyDirectory();
        assertThat(Path.of("/tmp/escaped")).doesNotExist();
        assertThat(temporary.resolve("escaped")).doesNotExist();
    }

    private static Arguments torrent(String name, Map<String, Object> info) {
        return Arguments.of(name, Bencode.bytes(Map.of("info", info)));
    }

    private static Arguments raw(String name, String content) {
        return Arguments.of(name, content.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Map<String, Object> single(
            String name, long length, long pieceLength, String hashes) {
        return new TreeMap<>(
                Map.of(
                        "name", name,
                        "length", length,
                        "piece length", pieceLength,
                        "pieces", hashes));
    }

    @SafeVarargs
    private static Map<String, Object> files(List<String>... paths) {
        return files(5L, paths);
    }

    @SafeVarargs
    private static Map<String, Object> files(long length, List<String>... paths) {
        List<Map<String, Object>> files =
                Stream.of(paths)
                        .<Map<String, Object>>map(
                                path -> new TreeMap<>(Map.of("length", length, "path", path)))
                        .toList();
        return new TreeMap<>(
                Map.of("name", "share", "files", files, "piece length", 16384, "pieces", HASH));
    }
}
