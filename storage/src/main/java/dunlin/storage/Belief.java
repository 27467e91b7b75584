package dunlin.storage;

import dunlin.protocol.Bitfield;
import dunlin.storage.FilePlaces.Stamped;
import dunlin.storage.Layout.StoredFile;
import dunlin.storage.folder.FileStamp;
import java.util.Map;

/**
 * What may be believed of a share's files that were here before, by their stamps: a file is not
 * trusted because of what it was.
 *
 * @param trusted pieces that are complete, none of their files was touched since they were hashed
 * @param doubtful pieces that may be complete, and have to be hashed to know
 */
record Belief(Bitfield trusted, Bitfield doubtful) {
    /**
     * Decides it. A file that was touched is doubtful in the pieces that were complete; under its
     * final name it is so in all of them, for it may have got that name just before a kill.
     *
     * @param claimed the pieces that were complete
     * @param noted the stamps of files as they were then
     * @param now the files that are there, by their index
     */
    static Belief of(
            FilePieces pieces,
            Bitfield claimed,
            Map<Integer, FileStamp> noted,
            Map<Integer, Stamped> now) {
        Bitfield trusted = claimed.copy();
        Bitfield doubtful = claimed.copy();
        for (StoredFile file : pieces.layout().files()) {
            Stamped standing = now.get(file.index());
            if (file.padding() || (standing != null && isNoted(file, standing.stamp(), noted))) {
                continue;
            }
            pieces.clear(trusted, file, 0);
            if (standing != null && standing.whole()) {
                pieces.set(doubtful, file);
            }
        }
        for (int piece = trusted.nextSet(0); piece >= 0; piece = trusted.nextSet(piece + 1)) {
            doubtful.clear(piece);
        }
        return new Belief(trusted, doubtful);
    }

    private static boolean isNoted(StoredFile file, FileStamp now, Map<Integer, FileStamp> noted) {
        return now.isSure() && now.equals(noted.get(file.index()));
    }
}
