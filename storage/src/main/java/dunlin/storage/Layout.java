package dunlin.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.metainfo.FileEntry;
import dunlin.protocol.metainfo.Info;
import dunlin.storage.name.Placement;
import dunlin.storage.name.ShareLinks;
import java.io.File;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Which file holds which bytes of a share, and under which names the files are stored. Immutable.
 *
 * <p>The files follow each other without a gap, as they do in the info dictionary.
 */
final class Layout {
    /** What the name of a file that is being fetched ends in. */
    static final String PART = ".part";

    /** What the usual file systems allow for one name, in bytes. */
    private static final int LONGEST_NAME = 255;

    /**
     * One file as it is stored.
     *
     * @param path its names from the folder in which the share stands down to the file
     * @param partName its last name while it is not whole
     * @param padding whether it is no file on the disk, but zeros between files, or a link
     * @param link what it holds if it is a link that is made
     */
    record StoredFile(
            int index,
            List<String> path,
            String partName,
            long offset,
            long length,
            boolean padding,
            boolean executable,
            Optional<String> link) {
        /** The names of the folder that holds it. */
        List<String> folder() {
            return path.subList(0, path.size() - 1);
        }

        String name() {
            return path.getLast();
        }

        List<String> partPath() {
            List<String> part = new ArrayList<>(path);
            part.set(part.size() - 1, partName);
            return part;
        }

        long end() {
            return offset + length;
        }
    }

    /** A run of bytes inside one file; {@code offset} counts from the file's beginning. */
    record Span(StoredFile file, long offset, int length) {}

    private final List<StoredFile> files;
    private final long[] offsets;
    private final long size;

    private Layout(List<StoredFile> files) {
        this.files = List.copyOf(files);
        this.offsets = files.stream().mapToLong(StoredFile::offset).toArray();
        this.size = files.isEmpty() ? 0 : files.getLast().end();
    }

    /**
     * The layout of a share that stands under {@code name}, its files under their own names.
     *
     * @throws IllegalArgumentException if the entries leave gaps or a name could lead elsewhere
     */
    static Layout of(String name, boolean singleFile, List<FileEntry> entries) {
        return of(name, singleFile, entries, entries.stream().map(FileEntry::path).toList());
    }

    /**
     * The layout of a share that stands under {@code name}.
     *
     * @param singleFile whether {@code name} is the one file itself and not a folder
     * @param below the paths of the files below that folder, for each entry
     * @throws IllegalArgumentException if the entries leave gaps or a name could lead elsewhere: a
     *     second line of defence, for such paths are not made
     */
    static Layout of(
            String name, boolean singleFile, List<FileEntry> entries, List<List<String>> below) {
        Set<String> taken = new HashSet<>();
        List<List<String>> paths = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            List<String> path = new ArrayList<>();
            path.add(name);
            if (!singleFile && !entries.get(i).padding()) {
                path.addAll(below.get(i));
            }
            path.forEach(Layout::requireOneName);
            paths.add(List.copyOf(path));
            for (int depth = path.size();
                    depth > 0 && taken.add(folded(path.subList(0, depth)));
                    depth--) {}
        }
        List<Optional<String>> links = ShareLinks.of(entries, below);
        List<StoredFile> files = new ArrayList<>(entries.size());
        long offset = 0;
        for (int i = 0; i < entries.size(); i++) {
            FileEntry entry = entries.get(i);
            if (entry.offset() != offset || entry.length() < 0) {
                throw new IllegalArgumentException("a gap before " + entry.displayPath());
            }
            boolean stored = !entry.padding() && entry.link().isEmpty();
            files.add(
                    new StoredFile(
                            i,
                            paths.get(i),
                            stored ? partName(paths.get(i), taken) : paths.get(i).getLast(),
                            offset,
                            entry.length(),
                            !stored,
                            entry.executable(),
                            links.get(i)));
            offset = Math.addExact(offset, entry.length());
        }
        return new Layout(files);
    }

    /**
     * The layout of a share that stands under {@code name} in a folder, its names as they are
     * there.
     */
    static Layout of(Path folder, String name, Info info) {
        List<List<String>> paths = Placement.of(folder, name, info);
        return of(name, info.isSingleFile(), info.files(), paths);
    }

    private static void requireOneName(String name) {
        if (name.isEmpty()
                || name.equals(".")
                || name.equals("..")
                || name.indexOf('/') >= 0
                || name.indexOf('\0') >= 0
                || name.indexOf(File.separatorChar) >= 0) {
            throw new IllegalArgumentException("not the name of a file: '" + name + "'");
        }
    }

    /**
     * A name for the unfinished file that no file or folder of the share has: a share may hold
     * {@code x} and {@code x.part} alike.
     *
     * <p>The threat: names so chosen that each that is tried is taken. A checksum can be led in a
     * circle, or many files down one chain; a digest of the file's own name and of how often it was
     * tried cannot.
     */
    private static String partName(List<String> path, Set<String> taken) {
        List<String> part = new ArrayList<>(path);
        String name = path.getLast();
        int tried = 0;
        do {
            name = fits(name + PART) ? name + PART : cut(name, tail(path.getLast(), tried++));
            part.set(part.size() - 1, name);
        } while (!taken.add(folded(part)));
        return name;
    }

    private static boolean fits(String name) {
        return name.getBytes(UTF_8).length <= LONGEST_NAME;
    }

    private static String tail(String name, int tried) {
        if (tried > 0) {
            byte[] attempt = (name + "/" + tried).getBytes(UTF_8);
            return "~" + UUID.nameUUIDFromBytes(attempt).toString().substring(0, 8) + PART;
        }
        CRC32C checksum = new CRC32C();
        checksum.update(name.getBytes(UTF_8));
        return "~%08x%s".formatted(checksum.getValue(), PART);
    }

    private static String cut(String name, String tail) {
        String head = name;
        while (!fits(head + tail)) {
            head = head.substring(0, head.offsetByCodePoints(head.length(), -1));
        }
        return head + tail;
    }

    /**
     * A name for something that is to stand beside a file: its own with {@code tail} after it.
     *
     * @return empty if something of the share has that name
     */
    String beside(StoredFile file, String tail) {
        String name = fits(file.name() + tail) ? file.name() + tail : cut(file.name(), tail);
        List<String> path = new ArrayList<>(file.folder());
        path.add(name);
        String wanted = folded(path);
        boolean taken =
                files.stream()
                        .anyMatch(other -> {
                            String stored = folded(other.path());
                            return stored.equals(wanted)
                                    || stored.startsWith(wanted + "/")
                                    || folded(other.partPath()).equals(wanted);
                        });
        return taken ? "" : name;
    }

    /** A path as a file system sees it that takes no account of case and accents' forms. */
    static String folded(List<String> path) {
        return Normalizer.normalize(
                String.join("/", path).toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    }

    List<StoredFile> files() {
        return files;
    }

    /** Bytes in the share, padding included. */
    long size() {
        return size;
    }

    /** The spans that together are {@code length} bytes at {@code position} of the share. */
    List<Span> spans(long position, int length) {
        if (position < 0 || length < 0 || position > size - length) {
            throw new IndexOutOfBoundsException(
                    length + " bytes at " + position + " of a share of " + size);
        }
        List<Span> spans = new ArrayList<>(1);
        int left = length;
        for (int i = fileAt(position); left > 0; i++) {
            StoredFile file = files.get(i);
            int here = (int) Math.min(left, file.end() - position);
            if (here > 0) {
                spans.add(new Span(file, position - file.offset(), here));
                position += here;
                left -= here;
            }
        }
        return spans;
    }

    /** The last file that begins at or before {@code position}: those before it end there. */
    private int fileAt(long position) {
        int found = Arrays.binarySearch(offsets, position);
        int at = found >= 0 ? found : -found - 2;
        while (at + 1 < offsets.length && offsets[at + 1] == position) {
            at++;
        }
        return at;
    }
}
