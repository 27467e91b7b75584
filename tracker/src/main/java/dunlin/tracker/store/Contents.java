package dunlin.tracker.store;

import dunlin.protocol.Geometry;
import dunlin.protocol.metainfo.FileEntry;
import dunlin.protocol.metainfo.Info;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What people are shown of a share's inside, noted when it is registered: its {@code .torrent} may
 * have 32 MB, and to read it anew for whoever looks took seconds of CPU. It has no more bytes than
 * the torrent, whose bytes the catalogue bounds.
 *
 * @param geometry of its pieces; empty if its torrent cannot be read
 * @param files the first of them, at most {@link #MAX_FILES} and of {@link #MAX_PATHS} characters
 */
public record Contents(Optional<Geometry> geometry, List<File> files) {
    /** Most files that are shown. */
    public static final int MAX_FILES = 10_000;

    /** Most characters of the paths that are shown, together. */
    public static final int MAX_PATHS = 1024 * 1024;

    /** Of a share of which nothing can be shown. */
    public static final Contents UNKNOWN = new Contents(Optional.empty(), List.of());

    /**
     * A file that is shown.
     *
     * @param path a stranger's text, {@code /} between names
     * @param size in bytes
     */
    public record File(String path, long size) {}

    public Contents {
        files = List.copyOf(files);
    }

    /** What is shown of a share. */
    public static Contents of(Info info) {
        List<File> files = new ArrayList<>();
        int characters = 0;
        for (FileEntry file : info.files()) {
            if (file.padding()) {
                continue;
            }
            String path = file.displayPath();
            characters += path.length();
            if (files.size() == MAX_FILES || characters > MAX_PATHS) {
                break;
            }
            files.add(new File(path, file.length()));
        }
        return new Contents(Optional.of(info.geometry()), files);
    }

    /**
     * As a catalogue keeps it.
     *
     * @param size bytes, padding counted; 0 if not known
     * @param pieceLength 0 if not known
     * @param files a line for each: its size, a blank, its path, in which there is no line's end
     */
    public record Row(long size, int pieceLength, String files) {
        public Contents read() {
            List<File> read = new ArrayList<>();
            for (String line : files.isEmpty() ? new String[0] : files.split("\n", -1)) {
                int blank = line.indexOf(' ');
                read.add(
                        new File(
                                line.substring(blank + 1),
                                Long.parseLong(line.substring(0, blank))));
            }
            return new Contents(
                    pieceLength == 0
                            ? Optional.empty()
                            : Optional.of(new Geometry(size, pieceLength)),
                    read);
        }
    }

    /** As a catalogue keeps it. */
    public Row row() {
        return new Row(
                geometry.map(Geometry::size).orElse(0L),
                geometry.map(Geometry::pieceLength).orElse(0),
                String.join(
                        "\n",
                        files.stream().map(file -> file.size() + " " + file.path()).toList()));
    }
}
