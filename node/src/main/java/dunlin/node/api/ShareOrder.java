package dunlin.node.api;

import dunlin.protocol.catalogue.Note;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * What is to be shared, and how.
 *
 * @param path the file or folder
 * @param pieceLength bytes in a piece, a power of two; empty to choose by size
 * @param isPrivate whether peers may come from its trackers only (BEP 27)
 * @param note what the catalogues are to say about it
 */
public record ShareOrder(Path path, OptionalInt pieceLength, boolean isPrivate, Note note) {}
