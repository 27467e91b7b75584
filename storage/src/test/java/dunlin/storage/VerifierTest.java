package dunlin.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dunlin.protocol.Bitfield;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.InfoBuilder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifierTest {
    @TempDir Path folder;

    private Bitfield verify(Info info) throws Exception {
        return Verifier.verify(info, folder, info.name(), 3, _ -> {});
    }

    private static void damage(Path file, long at) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(at);
            int old = access.read();
            access.seek(at);
            access.write(old ^ 1);
        }
    }

    @Test
    void findsEveryPieceOfAWholeShareAndCountsAllItsBytes() throws Exception {
        SampleShare share = SampleShare.folder("s", "a:100000", "e:0", "b/c:7", "d:300001");
        share.putWhole(folder);
        List<Long> progress = new ArrayList<>();

        Bitfield good = Verifier.verify(share.info, folder, "s", 2, progress::add);

        assertThat(good.isAll()).isTrue();
        assertThat(progress).isSorted().startsWith(0L).endsWith((long) share.content.length);
    }

    @Test
    void findsTheOneDamagedPiece() throws Exception {
        SampleShare share = SampleShare.folder("s", "a:100000", "b:100000");
        share.putWhole(folder);
        damage(share.path(folder, 1), 0);

        Bitfield good = verify(share.info);

        assertThat(good.count()).isEqualTo(share.pieces() - 1);
        assertThat(good.get(100_000 / SampleShare.PIECE_LENGTH)).isFalse();
    }

    @Test
    void findsWhatIsThereOfAnUnfinishedShare() throws Exception {
        SampleShare share = SampleShare.folder("s", "a:100000", "b:100000", "c:100000");
        try (ShareFiles files = share.open(folder, OpenMode.FETCH)) {
            for (int piece : new int[] {0, 5, 12}) {
                files.write(share.info.geometry().offset(piece), share.piece(piece));
            }
            Bitfield good = Verifier.verify(share.info, files, 2, _ -> {});
            assertThat(good.count()).isEqualTo(3);
            assertThat(good.get(12)).isTrue();
        }
        assertThat(verify(share.info).count()).isEqualTo(3);
    }

    @Test
    void missesNothingOfWhatStandsUnderEitherNameOrIsCut() throws Exception {
        SampleShare share = SampleShare.folder("s", "a:65536", "b:65536", "c:65536");
        share.putWhole(folder);
        Files.move(share.path(folder, 0), folder.resolve("s/a.part"));
        Files.delete(share.path(folder, 1));
        try (RandomAccessFile cut = new RandomAccessFile(share.path(folder, 2).toFile(), "rw")) {
            cut.setLength(40_000);
        }

        Bitfield good = verify(share.info);

        assertThat(good.toBytes()).isEqualTo(new byte[] {(byte) 0b11110000, (byte) 0b11000000});
    }

    @Test
    void isNotMisledByALinkToTheRightContent() throws Exception {
        SampleShare share = SampleShare.file("f", 20_000);
        Path real = Files.write(folder.resolve("elsewhere"), share.content);
        Files.createSymbolicLink(folder.resolve("f"), real);

        assertThat(verify(share.info).count()).isZero();
    }

    @Test
    void anAbsentShareIsNoError() throws Exception {
        SampleShare share = SampleShare.folder("s", "a:100000");

        assertThat(verify(share.info).count()).isZero();
    }

    @Test
    void zerosAreHashedLikeAnythingElse() throws Exception {
        // Pieces: all zeros, zeros and then data, data and then zeros, a short one of zeros.
        int pieceLength = 1 << 22;
        byte[] content = new byte[3 * pieceLength + 1000];
        content[2 * pieceLength - 1] = 1;
        content[2 * pieceLength] = 2;
        MessageDigest sha1 = Sha1.digest();
        byte[] hashes = new byte[4 * Sha1.LENGTH];
        for (int i = 0; i < 4; i++) {
            int from = i * pieceLength;
            sha1.update(content, from, Math.min(pieceLength, content.length - from));
            System.arraycopy(sha1.digest(), 0, hashes, i * Sha1.LENGTH, Sha1.LENGTH);
        }
        Info info =
                InfoBuilder.singleFile("f", content.length)
                        .pieceLength(pieceLength)
                        .pieceHashes(hashes)
                        .build();
        Files.write(folder.resolve("f"), content);
        assertThat(verify(info).isAll()).isTrue();

        damage(folder.resolve("f"), 3L * pieceLength + 5);
        damage(folder.resolve("f"), pieceLength / 2);
        assertThat(verify(info).toBytes()).isEqualTo(new byte[] {0b01100000});
    }

    @Test
    void endsWhenItIsInterrupted() throws Exception {
        SampleShare share = SampleShare.file("f", 3_000_000);
        share.putWhole(folder);
        ThreadGroup ours = new ThreadGroup("ours");
        FutureTask<Bitfield> verifying =
                new FutureTask<>(() -> {
                    Thread waiting = Thread.currentThread();
                    waiting.interrupt();
                    // All would be hashed before anybody noticed, if nobody waited for that.
                    LongConsumer progress =
                            _ -> {
                                if (!Thread.currentThread().equals(waiting)) {
                                    await().until(() -> !waiting.isInterrupted());
                                }
                            };
                    return Verifier.verify(share.info, folder, "f", 3, progress);
                });
        new Thread(ours, verifying).start();

        assertThatThrownBy(verifying::get).hasCauseInstanceOf(InterruptedException.class);
        await().until(() -> ours.activeCount() == 0);
    }
}
