package dunlin.protocol.metainfo;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One file of a share.
 *
 * @param path its path below the share's name as its maker wrote it, a name each, never empty and
 *     none of them {@code ..}; not to be used on a disk as it is. For a share that is a single
 *     file, that file's name alone
 * @param offset where it begins in the share's bytes
 * @param length its length in bytes, 0 or more
 * @param padding whether it is only filler between files (BEP 47): never stored, always zeros
 * @param executable whether it is to be made executable (BEP 47)
 * @param link if it is a symbolic link (BEP 47), the path below the share's name that it leads to,
 *     or nothing in the list where it leads outside; a link has no bytes
 */
public record FileEntry(
        List<String> path,
        long offset,
        long length,
        boolean padding,
        boolean executable,
        Optional<List<String>> link) {
    public FileEntry {
        path = List.copyOf(path);
        link = link.map(List::copyOf);
    }

    /** A file that is no link. */
    public FileEntry(
            List<String> path, long offset, long length, boolean padding, boolean executable) {
        this(path, offset, length, padding, executable, Optional.empty());
    }

    /** The path as it is shown: in one line, {@code /} between its names and nowhere else. */
    public String displayPath() {
        return path.stream().map(SafeName::of).collect(Collectors.joining("/"));
    }
}
