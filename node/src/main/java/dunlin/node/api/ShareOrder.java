package dunlin.node.api;

import dunlin.protocol.catalogue.Note;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What is to be shared, and how.
 *
 * @param path the file or folder
 * @param pieceLength bytes in a piece, a power of two; empty to choose by size
 * @param isPrivate whether peers may come from its trackers only (BEP 27)
 * @param hidden whether what has a name that begins with a dot is taken into it
 * @param links whether symbolic links within it are
 * @param never files and folders that are not, whatever else is asked for
 * @param visibility who can find it
 * @param note what the catalogues are to say about it
 */
public record ShareOrder(
        Path path,
        OptionalInt pieceLength,
        boolean isPrivate,
        boolean hidden,
        boolean links,
        Set<Path> never,
        Visibility visibility,
        Note note) {
    public ShareOrder {
        never = Set.copyOf(never);
    }

    /** An order that takes what is neither hidden nor a link, for everybody to find. */
    public ShareOrder(Path path, OptionalInt pieceLength, boolean isPrivate, Note note) {
        this(path, pieceLength, isPrivate, false, false, Set.of(), Visibility.PUBLIC, note);
    }

    /** The same order with another answer to who can find it. */
    public ShareOrder visibleTo(Visibility whom) {
        return new ShareOrder(path, pieceLength, isPrivate, hidden, links, never, whom, note);
    }
}
