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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The files below a path that can be shared, in the order of their names' bytes, and those that are
 * left out with the reason. Links are not followed. Immutable.
 */
record ContentListing(List<Found> files, List<ShareBuilder.Skipped> skipped) {
    /**
     * A file to be shared.
     *
     * @param names from the listed path down to it; its own name if the path is the file
     * @param link if it is a link, the names from the listed path down to where it leads
     */
    record Found(
            Path path,
            List<String> names,
            FileStamp stamp,
            boolean executable,
            Optional<List<String>> link) {
        /** Its bytes; a link has none. */
        long length() {
            return link.isPresent() ? 0 : stamp.size();
        }
    }

    /**
     * Lists a file or a folder. Blocks.
     *
     * @param content a real path: no link
     */
    static ContentListing of(Path content, Selection selection) throws StorageException {
        if (selection.never().stream().anyMatch(content::startsWith)) {
            throw new StorageException(
                    Reason.UNSHARABLE,
                    content,
                    "cannot share " + content + ": it is this peer's own, with its private key");
        }
        Walk walk = new Walk(content, selection);
        try {
            Files.walkFileTree(content, walk);
        } catch (IOException e) {
            throw DiskErrors.reading(content, e);
        }
        walk.leaveOutLinksToNothing();
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
        private final Selection selection;
        private final List<Found> files = new ArrayList<>();
        private final List<ShareBuilder.Skipped> skipped = new ArrayList<>();

        /** How much was found when each of the folders that it is in was entered. */
        private final Deque<Integer> entered = new ArrayDeque<>();

        Walk(Path content, Selection selection) {
            this.content = content;
            this.selection = selection;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (!folder.equals(content) && !isTaken(folder)) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            entered.push(files.size() + skipped.size());
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
                throws IOException {
            if (entered.pop() == files.size() + skipped.size() && !folder.equals(content)) {
                skip(folder, "is an empty folder");
            }
            return super.postVisitDirectory(folder, e);
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            if (!file.equals(content) && !isTaken(file)) {
                return FileVisitResult.CONTINUE;
            }
            if (attributes.isSymbolicLink()) {
                link(file);
            } else if (!attributes.isRegularFile()) {
                skip(file, "is a device, pipe or socket");
            } else if (!Files.isReadable(file)) {
                skip(file, "may not be read");
            } else if (file.toString().endsWith(Layout.PART) && selection.unfinished().test(file)) {
                skip(file, "is being fetched");
            } else {
                boolean executable = Files.isExecutable(file) && isUnix(file);
                files.add(
                        new Found(
                                file,
                                names(file),
                                FileStamp.of(file),
                                executable,
                                Optional.empty()));
            }
            return FileVisitResult.CONTINUE;
        }

        private void link(Path link) throws IOException {
            if (!selection.links()) {
                skip(link, "is a link (--links takes those in the share)");
                return;
            }
            Path target = link.resolveSibling(Files.readSymbolicLink(link)).normalize();
            if (target.startsWith(content) && !target.equals(content)) {
                files.add(
                        new Found(
                                link,
                                names(link),
                                FileStamp.of(link),
                                false,
                                Optional.of(names(target))));
            } else {
                skip(link, "is a link out of the share");
            }
        }

        /** A link to what is left out goes too, and then those that lead to it. */
        void leaveOutLinksToNothing() {
            if (!selection.links()) {
                return;
            }
            Map<List<String>, Integer> taken = new HashMap<>();
            files.forEach(file -> count(taken, file.names(), 1));
            boolean again = true;
            while (again) {
                List<Found> lost =
                        files.stream()
                                .filter(file -> file.link().isPresent())
                                .filter(file -> !taken.containsKey(file.link().get()))
                                .toList();
                lost.forEach(file -> {
                    skip(file.path(), "is a link to what is not in the share");
                    count(taken, file.names(), -1);
                });
                files.removeAll(new HashSet<>(lost));
                again = !lost.isEmpty();
            }
        }

        /** Counts a file for itself and for each folder that it is in. */
        private static void count(Map<List<String>, Integer> taken, List<String> names, int more) {
            for (int depth = names.size(); depth > 0; depth--) {
                List<String> path = names.subList(0, depth);
                if (taken.merge(path, more, Integer::sum) == 0) {
                    taken.remove(path);
                }
            }
        }

        @Override
        public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
            if (path.equals(content)) {
                throw e;
            }
            skip(path, e instanceof AccessDeniedException ? "may not be read" : DiskErrors.text(e));
            return FileVisitResult.CONTINUE;
        }

        private boolean isTaken(Path path) {
            if (selection.never().contains(path)) {
                skip(path, "is this peer's own");
                return false;
            }
            String name = path.getFileName().toString();
            if (!selection.hidden() && name.startsWith(".")) {
                skip(path, "is hidden (--hidden takes it)");
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
        for (int i = 0; i < files.size(); i++) {
            if (files.get(i).link().isEmpty()) {
                stamps.put(i, files.get(i).stamp());
            }
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
