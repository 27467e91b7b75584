package dunlin.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.Bitfield;
import java.io.BufferedReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it fetches, and what its successor finds. */
class KillTest {
    @TempDir Path temp;

    private static SampleShare share() throws Exception {
        return SampleShare.folder("s", "a:3000000", "b/c:10", "b/d:9000000", "e:1000000");
    }

    @Test
    void whatTheLibrarySaysIsOnTheDiskAfterAKill() throws Exception {
        SampleShare share = share();
        Path folder = Files.createDirectory(temp.resolve("folder"));
        try (Library library = Library.open(temp.resolve("library.db"))) {
            library.put(share.entry(folder, Bitfield.none(share.pieces())), Map.of());
        }
        int before = 0;
        for (int commits = 1; commits <= 2; commits++) {
            fetchAndKillAfter(commits);
            try (Library library = Library.open(temp.resolve("library.db"));
                    ShareFiles files = share.open(folder, OpenMode.FETCH)) {
                Bitfield had = library.find(share.info.id()).orElseThrow().have();
                assertThat(had.count()).isGreaterThan(before);
                assertThat(files.stillThere(had)).isEqualTo(had);
                Bitfield good = Verifier.verify(share.info, files, 2, _ -> {});
                for (int p = had.nextSet(0); p >= 0; p = had.nextSet(p + 1)) {
                    assertThat(good.get(p)).as("piece %d", p).isTrue();
                }
                before = had.count();
            }
        }
    }

    private void fetchAndKillAfter(int commits) throws Exception {
        Process child =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Fetching.class.getName(),
                                temp.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (BufferedReader said = child.inputReader(UTF_8)) {
            for (int i = 0; i < commits; i++) {
                assertThat(said.readLine()).isEqualTo("committed");
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    /** The process that is killed: writes the missing pieces, over and over a few at a time. */
    static final class Fetching {
        public static void main(String[] args) throws Exception {
            Path temp = Path.of(args[0]);
            SampleShare share = share();
            try (Library library = Library.open(temp.resolve("library.db"));
                    ShareFiles files = share.open(temp.resolve("folder"), OpenMode.FETCH);
                    DiskPool pool = new DiskPool(2)) {
                ShareDisk disk = pool.share(share.info, files, library).open(new Announcing());
                Bitfield had = library.find(share.info.id()).orElseThrow().have();
                int inBatch = 0;
                for (int p = had.nextClear(0); p >= 0; p = had.nextClear(p)) {
                    disk.submit(p, share.piece(p));
                    had.set(p);
                    if (++inBatch % 100 == 0) {
                        disk.drain();
                    }
                }
            }
        }
    }

    private static final class Announcing implements ShareDisk.Listener {
        @Override
        public void written(int piece, ByteBuffer buffer) {}

        @Override
        public void corrupt(int piece, ByteBuffer buffer) {
            System.out.println("corrupt " + piece);
        }

        @Override
        public void committed(int[] pieces) {
            System.out.println("committed");
        }

        @Override
        public void failed(int piece, ByteBuffer buffer, StorageException why) {
            System.out.println(why.getMessage());
        }

        @Override
        public void lost(int[] pieces, StorageException why) {
            System.out.println(why.getMessage());
        }
    }
}
