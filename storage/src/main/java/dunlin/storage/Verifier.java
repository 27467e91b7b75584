package dunlin.storage;

import dunlin.protocol.Bitfield;
import dunlin.protocol.metainfo.Info;
import dunlin.storage.StorageException.Reason;
import dunlin.storage.folder.FileStamp;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.LongConsumer;

/** Finds out which pieces of a share are on the disk, by reading and hashing all there is of it. */
public final class Verifier {
    private Verifier() {}

    /**
     * Verifies what stands under {@code name} in {@code folder}, whole or {@code .part}. What is
     * missing has no complete piece; that is no error. Blocks.
     *
     * @param progress told how many bytes of the share are dealt with, from 0 to its size; by one
     *     thread at a time, must be quick
     * @return the pieces whose hash is right
     * @throws StorageException if something that is there cannot be read
     * @throws IllegalArgumentException if the share has no v1 piece hashes
     */
    public static Bitfield verify(
            Info info, Path folder, String name, int threads, LongConsumer progress)
            throws StorageException, InterruptedException {
        try (ShareFiles files = ShareFiles.open(folder, name, info, OpenMode.VERIFY)) {
            return verify(info, files, threads, progress);
        }
    }

    /** Verifies files that are open already, as far as their mode lets them be read. */
    public static Bitfield verify(Info info, ShareFiles files, int threads, LongConsumer progress)
            throws StorageException, InterruptedException {
        Bitfield all = Bitfield.all(info.geometry().pieces());
        return verify(info, files, all, threads, progress);
    }

    /**
     * Finds out what is left of a share that was here before: files that were not touched since are
     * believed, of all others what was complete is hashed again. Blocks.
     *
     * @param claimed the pieces that were complete; if none, all that is there is hashed
     * @param noted how the files stood then, by their index in the share
     */
    public static Bitfield verifyAgain(
            Info info,
            ShareFiles files,
            Bitfield claimed,
            Map<Integer, FileStamp> noted,
            int threads,
            LongConsumer progress)
            throws StorageException, InterruptedException {
        Belief belief = files.watch().believe(claimed, noted);
        if (claimed.count() == 0) {
            return verify(info, files, threads, progress);
        }
        Bitfield good = verify(info, files, belief.doubtful(), threads, progress);
        Bitfield trusted = belief.trusted();
        for (int piece = trusted.nextSet(0); piece >= 0; piece = trusted.nextSet(piece + 1)) {
            good.set(piece);
        }
        return good;
    }

    /**
     * Sees that a share, all of which was verified piece by piece, is still what it was: files that
     * were touched meanwhile are hashed again. Blocks.
     *
     * @throws StorageException if somebody changed it
     */
    public static void requireRight(Info info, ShareFiles files, int threads)
            throws StorageException, InterruptedException {
        Bitfield all = Bitfield.all(info.geometry().pieces());
        Bitfield right = verifyAgain(info, files, all, files.watch().stamps(), threads, _ -> {});
        int wrong = right.nextClear(0);
        if (wrong >= 0) {
            long position = info.geometry().offset(wrong);
            int length = info.geometry().pieceSize(wrong);
            throw files.watch().touched(files.spans(position, length).getFirst().file());
        }
    }

    private static Bitfield verify(
            Info info, ShareFiles files, Bitfield wanted, int threads, LongConsumer progress)
            throws StorageException, InterruptedException {
        if (!info.hasPieceHashes()) {
            throw new IllegalArgumentException("a share without v1 piece hashes");
        }
        Bitfield good = Bitfield.none(info.geometry().pieces());
        Bitfield there = files.stillThere(wanted);
        PieceHasher.Sink sink =
                new PieceHasher.Sink() {
                    @Override
                    public void hashed(int piece, byte[] sha1) {
                        if (Arrays.equals(sha1, info.pieceHash(piece))) {
                            synchronized (good) {
                                good.set(piece);
                            }
                        }
                    }

                    @Override
                    public void unreadable(int piece, StorageException why)
                            throws StorageException {
                        if (why.reason() != Reason.VANISHED) {
                            throw why;
                        }
                    }
                };
        new PieceHasher(files, there, progress, sink).run(threads);
        return good;
    }
}
