package dunlin.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dunlin.protocol.Bitfield;
import dunlin.storage.StorageException.Reason;
import dunlin.storage.folder.FileStamp;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskPoolTest {
    @TempDir Path temp;
    private Path folder;
    private Library library;

    /** Other tests of the same process have threads of the same names. */
    private final ThreadGroup ours = new ThreadGroup("ours");

    private DiskPool pool;

    @BeforeEach
    void openLibrary() throws Exception {
        FutureTask<DiskPool> making = new FutureTask<>(() -> new DiskPool(2));
        new Thread(ours, making).start();
        pool = making.get();
        folder = Files.createDirectory(temp.resolve("folder"));
        library = Library.open(temp.resolve("library.db"));
    }

    @AfterEach
    void close() {
        pool.close();
        library.close();
        await().until(() -> ours.activeCount() == 0);
    }

    /** Writes down all it hears. */
    private static class Heard implements ShareDisk.Listener {
        final Set<Integer> written = new ConcurrentSkipListSet<>();
        final Set<Integer> corrupt = new ConcurrentSkipListSet<>();
        final Set<Integer> committed = new ConcurrentSkipListSet<>();
        final Set<Integer> failed = new ConcurrentSkipListSet<>();
        final Set<Integer> lost = new ConcurrentSkipListSet<>();
        final Set<Reason> reasons = ConcurrentHashMap.newKeySet();

        @Override
        public void written(int piece, ByteBuffer buffer) {
            written.add(piece);
        }

        @Override
        public void corrupt(int piece, ByteBuffer buffer) {
            corrupt.add(piece);
        }

        @Override
        public void committed(int[] pieces) {
            Arrays.stream(pieces).forEach(committed::add);
        }

        @Override
        public void failed(int piece, ByteBuffer buffer, StorageException why) {
            failed.add(piece);
            reasons.add(why.reason());
        }

        @Override
        public void lost(int[] pieces, StorageException why) {
            Arrays.stream(pieces).forEach(lost::add);
            reasons.add(why.reason());
        }
    }

    private void remember(SampleShare share, Path in) throws StorageException {
        library.put(share.entry(in, Bitfield.none(share.pieces())), Map.of());
    }

    private void submitAll(ShareDisk disk, SampleShare share) throws InterruptedException {
        for (int piece = 0; piece < share.pieces(); piece++) {
            disk.submit(piece, share.piece(piece));
        }
    }

    @Test
    void whatItCommitsIsInTheFilesAndInTheLibrary() throws Exception {
        SampleShare share = SampleShare.folder("s", "a:300000", "b/c:300000", "e:0", "x*:50");
        remember(share, folder);
        Heard heard = new Heard();
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            ShareDisk disk = pool.share(share.info, files, library).open(heard);
            submitAll(disk, share);
            disk.drain();
            assertThat(heard.committed).hasSize(share.pieces()).isEqualTo(heard.written);
        }
        for (int i = 0; i < 4; i++) {
            assertThat(share.path(folder, i)).hasBinaryContent(share.bytes(i));
        }
        Library.Entry entry = library.find(share.info.id()).orElseThrow();
        assertThat(entry.have().isAll()).isTrue();
        try (ShareFiles files = share.open(folder, OpenMode.SERVE)) {
            Map<Integer, FileStamp> noted =
                    library.stamps(share.info.id(), folder.resolve(share.info.name()));
            assertThat(files.watch().isUntouched(noted)).as("stamped").isTrue();
        }
    }

    @Test
    @SuppressWarnings("NullAway") // a fault of ours, for the test
    void whoWaitsForACommitHearsOfAFaultInIt() throws Exception {
        SampleShare share = SampleShare.file("f", 50_000);
        Heard heard = new Heard();
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            ShareDisk disk = pool.share(share.info, files, null).open(heard);
            submitAll(disk, share);
            disk.drain();
            assertThat(heard.lost).isEqualTo(heard.written).isNotEmpty();
            assertThat(heard.reasons).containsExactly(Reason.FAILED);
        }
    }

    @Test
    void commitsWithoutBeingAskedTo() throws Exception {
        SampleShare share = SampleShare.file("f", 50_000);
        remember(share, folder);
        CountDownLatch seen = new CountDownLatch(1);
        Heard heard =
                new Heard() {
                    @Override
                    public void committed(int[] pieces) {
                        seen.countDown();
                    }
                };
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            pool.share(share.info, files, library).open(heard).submit(1, share.piece(1));
            seen.await();
        }
        assertThat(library.find(share.info.id()).orElseThrow().have().get(1)).isTrue();
    }

    @Test
    void writesNothingOfAPieceWhoseHashIsWrong() throws Exception {
        SampleShare share = SampleShare.file("f", 50_000);
        remember(share, folder);
        Heard heard = new Heard();
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            ShareDisk disk = pool.share(share.info, files, library).open(heard);
            ByteBuffer wrong = share.piece(1);
            wrong.put(100, (byte) (wrong.get(100) ^ 1));
            disk.submit(1, wrong);
            disk.submit(2, share.piece(1));
            disk.drain();
        }
        assertThat(heard.corrupt).containsExactly(1, 2);
        assertThat(heard.written).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void survivesWhatStandsInTheWay() throws Exception {
        SampleShare share = SampleShare.folder("s", "a:32768", "b:32768");
        remember(share, folder);
        Files.createDirectories(folder.resolve("s/a"));
        Heard heard = new Heard();
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            ShareDisk disk = pool.share(share.info, files, library).open(heard);
            submitAll(disk, share);
            disk.drain();
        }
        assertThat(heard.failed).containsExactly(0, 1);
        assertThat(heard.committed).containsExactly(2, 3);
        assertThat(heard.reasons).containsExactly(Reason.OBSTRUCTED);
    }

    @Test
    void tellsEveryPieceThatAFullDiskRefusedAndGoesOnOnceThereIsRoom() throws Exception {
        try (SmallDisk small = SmallDisk.mount(temp.resolve("small"), "size=512k")) {
            Path ballast = Files.write(small.path().resolve("ballast"), new byte[300_000]);
            SampleShare share = SampleShare.file("f", 400_000);
            remember(share, small.path());
            Heard heard = new Heard();
            try (ShareFiles files = share.open(small.path(), OpenMode.FETCH)) {
                ShareDisk disk = pool.share(share.info, files, library).open(heard);
                submitAll(disk, share);
                disk.drain();
                assertThat(heard.failed).isNotEmpty();
                assertThat(heard.reasons).containsExactly(Reason.FULL);
                assertThat(heard.committed).isEqualTo(heard.written);

                Files.delete(ballast);
                for (int piece : List.copyOf(heard.failed)) {
                    disk.submit(piece, share.piece(piece));
                }
                disk.drain();
            }
            assertThat(heard.committed).hasSize(share.pieces());
            assertThat(small.path().resolve("f")).hasBinaryContent(share.content);
        }
    }

    @Test
    void piecesThatCannotBeNotedAreLost() throws Exception {
        SampleShare share = SampleShare.file("f", 50_000);
        Heard heard = new Heard();
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            ShareDisk disk = pool.share(share.info, files, library).open(heard);
            submitAll(disk, share);
            disk.drain();
        }
        assertThat(heard.lost).containsExactly(0, 1, 2, 3);
        assertThat(heard.committed).isEmpty();
    }

    @Test
    void aListenerThatThrowsDoesNotStopThePool() throws Exception {
        SampleShare share = SampleShare.file("f", 50_000);
        remember(share, folder);
        Heard heard =
                new Heard() {
                    @Override
                    public void written(int piece, ByteBuffer buffer) {
                        throw new IllegalStateException("a bug in the listener");
                    }
                };
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            ShareDisk disk = pool.share(share.info, files, library).open(heard);
            submitAll(disk, share);
            disk.drain();
        }
        assertThat(heard.committed).hasSize(4);
    }

    @Test
    void servesManySharesAtOnce() throws Exception {
        int count = 20;
        SampleShare[] shares = new SampleShare[count];
        ShareFiles[] files = new ShareFiles[count];
        Heard[] heard = new Heard[count];
        for (int i = 0; i < count; i++) {
            shares[i] = SampleShare.folder("s" + i, "a:50000", "b" + i + ":50000");
            remember(shares[i], folder);
            files[i] = shares[i].open(folder, OpenMode.FETCH);
            heard[i] = new Heard();
        }
        for (int piece = 0; piece < shares[0].pieces(); piece++) {
            for (int i = 0; i < count; i++) {
                pool.share(shares[i].info, files[i], library)
                        .open(heard[i])
                        .submit(piece, shares[i].piece(piece));
            }
        }
        pool.close();
        for (int i = 0; i < count; i++) {
            files[i].close();
            assertThat(heard[i].committed).hasSize(shares[i].pieces());
            assertThat(shares[i].path(folder, 1)).hasBinaryContent(shares[i].bytes(1));
        }
    }

    @Test
    void takesNothingOnceItIsClosed() throws Exception {
        SampleShare share = SampleShare.file("f", 50_000);
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            ShareDisk disk = pool.share(share.info, files, library).open(new Heard());
            pool.close();
            assertThatThrownBy(() -> disk.submit(0, share.piece(0)))
                    .isInstanceOf(IllegalStateException.class);
            disk.drain();
        }
    }

    @Test
    void makesOneWaitWhoHandsInMoreThanTheDiskTakes() throws Exception {
        SampleShare share = SampleShare.file("f", 50_000);
        remember(share, folder);
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Heard heard =
                new Heard() {
                    @Override
                    public void corrupt(int piece, ByteBuffer buffer) {
                        stuck.countDown();
                        try {
                            goOn.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                };
        ByteBuffer large = ByteBuffer.allocateDirect(DiskPool.MAX_WAITING / 4);
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            ShareDisk disk = pool.share(share.info, files, library).open(heard);
            Thread submitter =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    for (int i = 0; i < 8; i++) {
                                        disk.submit(0, large.duplicate());
                                    }
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            stuck.await();
            await().until(() -> submitter.getState() == Thread.State.WAITING);
            goOn.countDown();
            submitter.join();
            disk.drain();
        }
    }
}
