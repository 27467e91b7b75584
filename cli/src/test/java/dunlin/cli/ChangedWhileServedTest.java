package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** One file of a folder changes while it is served: all the others go on being served. */
class ChangedWhileServedTest {
    private static final long PATIENCE = 30_000_000_000L;

    private enum Change {
        GROWS {
            @Override
            void of(Path file) throws IOException {
                Files.writeString(file, "one more line", StandardOpenOption.APPEND);
            }
        },
        SHRINKS {
            @Override
            void of(Path file) throws IOException {
                try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                    open.setLength(100_000);
                }
            }
        },
        VANISHES {
            @Override
            void of(Path file) throws IOException {
                Files.delete(file);
            }
        },
        IS_WRITTEN_TO {
            @Override
            void of(Path file) throws IOException {
                try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                    open.write(new byte[300_000]);
                }
            }
        };

        abstract void of(Path file) throws IOException;
    }

    @TempDir Path folder;
    private Path photos;

    @BeforeEach
    void makeFiles() throws IOException {
        photos = Files.createDirectories(folder.resolve("photos"));
        Random random = new Random(1);
        for (String name : List.of("a", "b", "c")) {
            byte[] bytes = new byte[20 * 16_384]; // no piece has bytes of two files
            random.nextBytes(bytes);
            Files.write(photos.resolve(name), bytes);
        }
    }

    private Dunlin peer(String name) {
        return Dunlin.peer(folder, name);
    }

    @ParameterizedTest
    @EnumSource
    void theOthersGoOnBeingServedAndNobodyCallsItComplete(Change change) throws Exception {
        try (Dunlin.Running tracker =
                        peer("index").start("tracker", "--listen", "127.0.0.1:0", "--json");
                Tracked it = new Tracked(tracker.await("listening").get("http").asString())) {
            change.of(photos.resolve("b"));
            Path fetched = folder.resolve("fetched");
            Path target = fetched.resolve("photos");
            try (Dunlin.Running get =
                    peer("bea").start("get", it.id(), "-o", fetched, "--tracker", it.index)) {
                String told = it.share.awaitMessage("photos/b was changed or moved");
                assertThat(told).contains("share it again");
                await(() -> Files.exists(target.resolve("a")) && Files.exists(target.resolve("c")));
            }
            assertThat(target.resolve("a")).hasSameBinaryContentAs(photos.resolve("a"));
            assertThat(target.resolve("c")).hasSameBinaryContentAs(photos.resolve("c"));
            assertThat(target.resolve("b")).doesNotExist();
            assertThat(it.share.toString()).doesNotContain("is served no more:");

            JsonNode ada = it.locate();
            assertThat(ada.get("complete").asBoolean()).isFalse();
            assertThat(ada.get("have").toString()).contains("[0,19]", "59]]");
            await(() -> it.listed().get("seeders").asInt() == 0);
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE;
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("time").isLessThan(deadline);
            Thread.sleep(100);
        }
    }

    /** The folder, shared at an index. */
    private final class Tracked implements AutoCloseable {
        private final String index;
        private final Dunlin.Running share;
        private final JsonNode shared;

        private Tracked(String index) throws InterruptedException {
            this.index = index;
            share =
                    peer("ada")
                            .start(
                                    "share",
                                    photos,
                                    "--piece-length",
                                    "16K",
                                    "--tracker",
                                    index,
                                    "--json");
            shared = share.await("shared");
        }

        private String id() {
            return shared.get("id").asString();
        }

        private JsonNode listed() {
            return peer("bea").run("list", "--tracker", index, "--json").json().get(0);
        }

        private JsonNode locate() {
            for (JsonNode peer :
                    peer("bea")
                            .run("locate", id(), "--tracker", index, "--json")
                            .json()
                            .get("peers")) {
                if (peer.get("name").asString().equals("ada")) {
                    return peer;
                }
            }
            throw new AssertionError("ada is not there");
        }

        @Override
        public void close() {
            share.close();
        }
    }
}
