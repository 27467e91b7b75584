package dunlin.storage;

import dunlin.protocol.Bitfield;
import dunlin.protocol.metainfo.Info;
import dunlin.storage.FilePlaces.Standing;
import dunlin.storage.Layout.Span;
import dunlin.storage.Layout.StoredFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * What is wrong with a share on the disk, file by file. Immutable.
 *
 * @param good the pieces whose hash is right
 * @param files every file of the share but padding, in its order
 * @param foreign what is in its folder and not of the share, {@link #MOST_FOREIGN} at most; of a
 *     folder that is not, only the folder itself
 */
public record Diagnosis(Bitfield good, List<Finding> files, List<Path> foreign) {
    /** So much that is not of the share is listed. */
    public static final int MOST_FOREIGN = 1_000;

    /** How a file is. */
    public enum State {
        /** There, of the right length, and right. */
        WHOLE,
        /** Nothing is there. */
        MISSING,
        /** Something that is no file, or a link, is in its place. */
        OBSTRUCTED,
        /** It stands under the name that a file has while it is fetched. */
        UNFINISHED,
        TOO_SHORT,
        TOO_LONG,
        /** Of the right length, and some of its bytes are certainly wrong. */
        DAMAGED,
        /**
         * Of the right length, and all of its pieces are right but those that other files have
         * bytes of, too: one hash covers both, and cannot say which of them is wrong.
         */
        UNKNOWN
    }

    /**
     * One file.
     *
     * @param index in the info dictionary
     * @param length the bytes that are there
     * @param doubtful how many of its bytes lie in pieces that are wrong
     * @param suspect if it is {@link State#UNKNOWN}: another file of which a wrong piece has bytes
     */
    public record Finding(
            int index, State state, long length, long doubtful, Optional<Integer> suspect) {}

    public Diagnosis {
        files = List.copyOf(files);
        foreign = List.copyOf(foreign);
    }

    /** Whether all of the share is there and right, whatever else stands beside it. */
    public boolean isWhole() {
        return good.isAll() && files.stream().allMatch(it -> it.state() == State.WHOLE);
    }

    /**
     * Examines what stands under {@code name} in {@code folder} by reading and hashing all of it.
     * Blocks.
     *
     * @param progress as in {@link Verifier#verify(Info, Path, String, int, LongConsumer)}
     * @throws StorageException if something that is there cannot be read
     */
    public static Diagnosis make(
            Info info, Path folder, String name, int threads, LongConsumer progress)
            throws StorageException, InterruptedException {
        try (ShareFiles files = ShareFiles.open(folder, name, info, OpenMode.VERIFY)) {
            List<Place> places = files.places();
            Bitfield good = Verifier.verify(info, files, threads, progress);
            return new Diagnosis(
                    good, findings(files.pieces(), places, good), files.findForeign(MOST_FOREIGN));
        }
    }

    private static List<Finding> findings(FilePieces pieces, List<Place> places, Bitfield good) {
        List<Finding> findings = new ArrayList<>();
        for (Place place : places) {
            StoredFile file = place.file();
            State state = state(pieces, place, good);
            Optional<Integer> suspect = Optional.empty();
            long doubtful = 0;
            for (int piece : pieces.wrong(file, good).toArray()) {
                for (Span span : pieces.spans(piece)) {
                    int other = span.file().index();
                    if (other == file.index()) {
                        doubtful += span.length();
                    } else if (state == State.UNKNOWN && !span.file().padding()) {
                        suspect = Optional.of(other);
                    }
                }
            }
            long length = place.standing().map(Standing::length).orElse(0L);
            findings.add(new Finding(file.index(), state, length, doubtful, suspect));
        }
        return findings;
    }

    private static State state(FilePieces pieces, Place place, Bitfield good) {
        StoredFile file = place.file();
        if (place.obstructed()) {
            return State.OBSTRUCTED;
        }
        if (place.standing().isEmpty()) {
            return State.MISSING;
        }
        Standing standing = place.standing().get();
        if (!standing.whole()) {
            return State.UNFINISHED;
        }
        if (standing.length() != file.length()) {
            return standing.length() < file.length() ? State.TOO_SHORT : State.TOO_LONG;
        }
        if (pieces.isComplete(file, good)) {
            return State.WHOLE;
        }
        return pieces.isWrong(file, good) ? State.DAMAGED : State.UNKNOWN;
    }
}
