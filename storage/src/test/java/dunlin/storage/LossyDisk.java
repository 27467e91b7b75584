package dunlin.storage;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dunlin.storage.folder.FileStamp;
import dunlin.storage.folder.PathFolder;
import dunlin.storage.folder.ShareFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A disk that keeps what was forced apart from what was only written: a power cut loses all of the
 * rest, bytes and names alike. Everybody is told after every step, as the power may be cut then.
 * Thread-safe.
 */
final class LossyDisk {
    private final Path top;
    private final Runnable step;

    /** What was forced of each file, by its inode. */
    private final Map<Object, byte[]> contents = new HashMap<>();

    /** Which names were forced in each folder, and the inodes behind them. */
    private final Map<Path, Map<String, Object>> names = new HashMap<>();

    /**
     * @param step called after every step, on whatever thread made it
     */
    LossyDisk(Path top, Runnable step) throws IOException {
        this.top = top.toRealPath();
        this.step = step;
    }

    /** Opens a folder on this disk. */
    ShareFolder open(Path folder) throws IOException {
        return new Folder(new PathFolder(folder), folder.toRealPath());
    }

    /** What a file would hold after a power cut; empty if no such name were there. */
    synchronized Optional<byte[]> afterPowerCut(Path file) {
        Object inode = null;
        Path at = top;
        for (Path name : top.relativize(file)) {
            inode = names.getOrDefault(at, Map.of()).get(name.toString());
            if (inode == null) {
                return Optional.empty();
            }
            at = at.resolve(name);
        }
        return Optional.of(contents.getOrDefault(inode, new byte[0]));
    }

    private static Object inode(Path path) throws IOException {
        return Files.getAttribute(path, "unix:ino", NOFOLLOW_LINKS);
    }

    private synchronized void force(Path folder) throws IOException {
        Map<String, Object> now = new HashMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path path : all.toList()) {
                now.put(path.getFileName().toString(), inode(path));
            }
        }
        names.put(folder, now);
    }

    private synchronized void force(Object inode, FileChannel real) throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) real.size());
        while (all.hasRemaining() && real.read(all, all.position()) >= 0) {}
        contents.put(inode, all.array());
    }

    private final class Folder implements ShareFolder {
        private final ShareFolder real;
        private final Path path;

        private Folder(ShareFolder real, Path path) {
            this.real = real;
            this.path = path;
        }

        @Override
        public ShareFolder enter(String name) throws IOException {
            return new Folder(real.enter(name), path.resolve(name));
        }

        @Override
        public void make(String name) throws IOException {
            real.make(name);
            step.run();
        }

        @Override
        public Optional<BasicFileAttributes> look(String name) throws IOException {
            return real.look(name);
        }

        @Override
        public FileStamp stamp(String name) throws IOException {
            return real.stamp(name);
        }

        @Override
        public FileChannel open(String name, Set<? extends OpenOption> options) throws IOException {
            FileChannel channel = real.open(name, options);
            step.run();
            return new Channel(channel, inode(path.resolve(name)));
        }

        @Override
        public void rename(String name, String newName) throws IOException {
            real.rename(name, newName);
            step.run();
        }

        @Override
        public boolean isSame(String name, String other) throws IOException {
            return real.isSame(name, other);
        }

        @Override
        public int names(String name) throws IOException {
            return real.names(name);
        }

        @Override
        public void delete(String name) throws IOException {
            real.delete(name);
            step.run();
        }

        @Override
        public void makeExecutable(String name) throws IOException {
            real.makeExecutable(name);
        }

        @Override
        public void makeLink(String name, String target) throws IOException {
            real.makeLink(name, target);
        }

        @Override
        public void force() throws IOException {
            LossyDisk.this.force(path);
            step.run();
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }

    /** A file of which only {@link #force} makes the bytes last. */
    private final class Channel extends FileChannel {
        private final FileChannel real;
        private final Object inode;

        private Channel(FileChannel real, Object inode) {
            this.real = real;
            this.inode = inode;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            LossyDisk.this.force(inode, real);
            step.run();
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            int written = real.write(source, position);
            step.run();
            return written;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return real.read(target, position);
        }

        @Override
        public long size() throws IOException {
            return real.size();
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            real.truncate(size);
            step.run();
            return this;
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
            return real.map(mode, position, size);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            real.close();
        }

        @Override
        public int read(ByteBuffer target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer source) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel position(long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }
    }
}
