package dunlin.protocol.metainfo;

import java.util.List;

/**
 * One file of a share.
 *
 * @param path its path below the share's name, one safe name each, never empty; for a share that is
 *     a single file, that file's name alone
 * @param offset where it begins in the share's bytes
 * @param length its length in bytes, 0 or more
 * @param padding whether it is only filler between files (BEP 47): never stored, always zeros
 * @param executable whether it is to be made executable (BEP 47)
 */
public record FileEntry(
        List<String> path, long offset, long length, boolean padding, boolean executable) {
    public FileEntry {
        path = List.copyOf(path);
    }

    /** The path with {@code /} between its names. */
    public String displayPath() {
        return String.join("/", path);
    }
}
