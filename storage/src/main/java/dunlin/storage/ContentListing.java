package dunlin.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.storage.StorageException.Reason;
import dunlin.storage.folder.FileStamp;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * The files below a path that can be shared, in the order of their names' bytes, and those that
 * cannot with the reason. Links are not followed. Immutable.
 */
record ContentListing(List<Found> files, List<ShareBuilder.Skipped> skipped) {
    /**
     * A file to be shared.
     *
     * @param names from the listed path down to it; its own name if the path is the file
     */
    record Found(Path path, List<String> names, FileStamp stamp, boolean executable) {}

    /**
     * Lists a file or a folder. Blocks.
     *
     * @param content a real path: no link
     */
    static ContentListing of(Path content, boolean includeHidden) throws StorageException {
        Walk walk = new Walk(content, includeHidden);
        try {
            Files.walkFileTree(content, walk);
        } catch (IOException e) {
            throw DiskErrors.reading(content, e);
        }
        walk.files.sort(Comparator.comparing(Found::names, ContentListing::compare));
        return new ContentListing(List.copyOf(walk.files), List.copyOf(walk.skipped));
    }

    /** Name by name as bytes of UTF-8, so that every machine comes to the same order. */
    private static int compare(List<String> a, List<String> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int order = Arrays.compareUnsigned(a.get(i).getBytes(UTF_8), b.get(i).getBytes(UTF_8));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    private static final class Walk extends SimpleFileVisitor<Path> {
        private final Path content;
        private final boolean includeHidden;
        private final List<Found> files = new ArrayList<>();
        private final List<ShareBuilder.Skipped> skipped = new ArrayList<>();

        Walk(Path content, boolean includeHidden) {
            this.content = content;
            this.includeHidden = includeHidden;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.equals(content) || isNameFit(folder)
                    ? FileVisitResult.CONTINUE
                    : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            if (!file.equals(content) && !isNameFit(file)) {
                return FileVisitResult.CONTINUE;
            }
            if (attributes.isSymbolicLink()) {
                skip(file, "is a link, and links are not followed");
            } else if (!attributes.isRegularFile()) {
                skip(file, "is a device, pipe or socket");
            } else if (!Files.isReadable(file)) {
                skip(file, "may not be read");
            } else {
                boolean executable = Files.isExecutable(file) && isUnix(file);
                files.add(new Found(file, names(file), FileStamp.of(file), executable));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
            if (path.equals(content)) {
                throw e;
            }
            skip(path, e instanceof AccessDeniedException ? "may not be read" : DiskErrors.text(e));
            return FileVisitResult.CONTINUE;
        }

        private boolean isNameFit(Path path) {
            String name = path.getFileName().toString();
            if (!includeHidden && name.startsWith(".")) {
                skip(path, "is hidden");
                return false;
            }
            // What the name is in bytes could not be told to others.
            if (!path.equals(path.resolveSibling(name))) {
                skip(path, "has a name that is no UTF-8");
                return false;
            }
            return true;
        }

        private static boolean isUnix(Path file) {
            return file.getFileSystem().supportedFileAttributeViews().contains("posix");
        }

        private List<String> names(Path file) {
            Path below = file.equals(content) ? file.getFileName() : content.relativize(file);
            return StreamSupport.stream(below.spliterator(), false).map(Path::toString).toList();
        }

        private void skip(Path path, String why) {
            skipped.add(new ShareBuilder.Skipped(path, why));
        }
    }

    /** The stamps of the files, by their place in the list. */
    Map<Integer, FileStamp> stamps() {
        Map<Integer, FileStamp> stamps = new HashMap<>();
        for (Found file : files) {
            stamps.put(stamps.size(), file.stamp());
        }
        return stamps;
    }

    /**
     * Makes sure that every file is what it was when it was listed.
     *
     * @throws StorageException naming the first that is not
     */
    void requireUnchanged() throws StorageException {
        for (Found file : files) {
            FileStamp now;
            try {
                now = FileStamp.of(file.path());
            } catch (IOException e) {
                throw DiskErrors.reading(file.path(), e);
            }
            if (!now.equals(file.stamp())) {
                throw new StorageException(
                        Reason.CHANGING,
                        file.path(),
                        file.path() + " was changed while it was being read");
            }
        }
    }
}
