package dunlin.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.Bitfield;
import dunlin.protocol.metainfo.FileEntry;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The power is cut after every step of a fetch: what the library has noted is there. */
class PowerCutTest {
    @TempDir Path temp;
    private Path folder;
    private Library library;
    private SampleShare share;
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();
    private final AtomicInteger steps = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();

    @BeforeEach
    void openLibrary() throws Exception {
        folder = Files.createDirectory(temp.resolve("folder")).toRealPath();
        library = Library.open(temp.resolve("library.db"));
        share =
                SampleShare.folder(
                        "s", "a:100000", "b/c:10", "b/d*:200000", "b/e/f:150000", "g:0", "h:7");
    }

    @AfterEach
    void close() {
        library.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 100})
    void noPieceIsNotedWhoseBytesWouldBeLost(int atOnce) throws Exception {
        LossyDisk[] disk = new LossyDisk[1];
        disk[0] = new LossyDisk(folder, () -> cutThePower(disk[0]));
        library.put(share.entry(folder, Bitfield.none(share.pieces())), Map.of());
        try (ShareFiles files =
                        ShareFiles.open(folder, "s", share.info, OpenMode.FETCH, disk[0]::open);
                DiskPool pool = new DiskPool(2)) {
            files.check();
            ShareDisk on = pool.share(share.info, files, library).open(new Cutting(disk[0]));
            for (int i = 0; i < share.pieces(); i++) {
                int piece = (i * 5) % share.pieces(); // so that files become whole in between
                on.submit(piece, share.piece(piece));
                if ((i + 1) % atOnce == 0) {
                    on.drain();
                }
            }
            on.drain();
        }
        assertThat(lost).isEmpty();
        assertThat(steps.get()).isGreaterThan(50);
        assertThat(looks.get()).as("pieces looked for").isPositive();
        for (int i = 0; i < share.info.files().size(); i++) {
            assertThat(disk[0].afterPowerCut(share.path(folder, i))).contains(share.bytes(i));
        }
    }

    /** What is noted is noted for good; so it must be on the disk for good. */
    private void cutThePower(LossyDisk disk) {
        steps.incrementAndGet();
        try {
            Bitfield noted = library.find(share.info.id()).orElseThrow().have();
            for (int piece = noted.nextSet(0); piece >= 0; piece = noted.nextSet(piece + 1)) {
                looks.incrementAndGet();
                if (!isThere(piece, disk)) {
                    lost.add("piece " + piece);
                }
            }
        } catch (StorageException e) {
            lost.add(e.toString());
        }
    }

    private boolean isThere(int piece, LossyDisk disk) {
        long from = share.info.geometry().offset(piece);
        long to = from + share.info.geometry().pieceSize(piece);
        List<FileEntry> files = share.info.files();
        for (int i = 0; i < files.size(); i++) {
            long start = files.get(i).offset();
            int first = (int) Math.max(0, from - start);
            int last = (int) Math.min(files.get(i).length(), to - start);
            if (first < last && !isThere(i, first, last, disk)) {
                return false;
            }
        }
        return true;
    }

    private boolean isThere(int file, int from, int to, LossyDisk disk) {
        Path path = share.path(folder, file);
        Optional<byte[]> found = disk.afterPowerCut(path);
        if (found.isEmpty()) {
            found = disk.afterPowerCut(path.resolveSibling(path.getFileName() + ".part"));
        }
        return found.isPresent()
                && found.get().length >= to
                && Arrays.equals(found.get(), from, to, share.bytes(file), from, to);
    }

    @Test
    void theDoubleLosesWhatIsNotForced() throws Exception {
        LossyDisk disk = new LossyDisk(folder, () -> {});
        try (ShareFiles files =
                ShareFiles.open(folder, "s", share.info, OpenMode.FETCH, disk::open)) {
            Path part = folder.resolve("s/a.part");
            files.write(0, share.piece(0));
            assertThat(disk.afterPowerCut(part)).isEmpty();
            files.force();
            assertThat(disk.afterPowerCut(part))
                    .hasValueSatisfying(bytes -> assertThat(bytes).hasSize(16 * 1024));
            files.write(SampleShare.PIECE_LENGTH, share.piece(1));
            assertThat(disk.afterPowerCut(part))
                    .hasValueSatisfying(bytes -> assertThat(bytes).hasSize(16 * 1024));
        }
    }

    /** Cuts the power in the moment in which pieces are said to be complete, too. */
    private final class Cutting implements ShareDisk.Listener {
        private final LossyDisk disk;

        private Cutting(LossyDisk disk) {
            this.disk = disk;
        }

        @Override
        public void written(int piece, ByteBuffer buffer) {}

        @Override
        public void corrupt(int piece, ByteBuffer buffer) {
            lost.add("corrupt " + piece);
        }

        @Override
        public void committed(int[] pieces) {
            cutThePower(disk);
        }

        @Override
        public void failed(int piece, ByteBuffer buffer, StorageException why) {
            lost.add(why.toString());
        }

        @Override
        public void lost(int[] pieces, StorageException why) {
            lost.add(why.toString());
        }
    }
}
