package dunlin.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes a small file whole or not at all: beside its place, forced to the disk, and only then
 * under its name. A full disk or a kill leaves what was there before. Thread-safe, between
 * processes too.
 */
public final class WholeFile {
    private WholeFile() {}

    /** Who may read a new file. */
    public enum Readers {
        /** Whoever may read what this person's programs usually make. */
        USUAL,
        /** Its owner alone. */
        OWNER
    }

    /**
     * Writes a file where none is.
     *
     * @throws FileAlreadyExistsException if something has that name; it is left alone
     */
    public static void make(Path file, byte[] content, Readers readers)
            throws FileAlreadyExistsException, StorageException {
        try {
            put(file, content, readers, WholeFile::link);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            throw DiskErrors.writing(file, e);
        }
    }

    /** Writes a file in place of what has that name, or where nothing has. */
    public static void replace(Path file, byte[] content) throws StorageException {
        try {
            put(file, content, Readers.USUAL, WholeFile::move);
        } catch (IOException e) {
            throw DiskErrors.writing(file, e);
        }
    }

    /** Gives what was written its name. */
    private interface Naming {
        void name(Path temporary, Path file) throws IOException;
    }

    private static void put(Path file, byte[] content, Readers readers, Naming naming)
            throws IOException {
        Path temporary = write(file, content, readers);
        try {
            naming.name(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
        forceFolder(file);
    }

    private static void move(Path temporary, Path file) throws IOException {
        try {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException _) {
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Path write(Path file, byte[] content, Readers readers) throws IOException {
        Path folder = folder(file);
        Path temporary =
                readers == Readers.OWNER
                        ? Files.createTempFile(folder, ".dunlin-", ".new")
                        : Files.createFile(folder.resolve(".dunlin-" + random() + ".new"));
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
            return temporary;
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    private static Path folder(Path file) throws FileSystemException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new FileSystemException(file.toString(), null, "is no name for a file");
        }
        return folder;
    }

    private static String random() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    /** A link fails where something stands; a rename would replace what came first. */
    private static void link(Path temporary, Path file) throws IOException {
        try {
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException _) {
            // A file system without links, where of two that begin at one moment the last one wins.
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void forceFolder(Path file) {
        try (FileChannel channel = FileChannel.open(folder(file), StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException _) {
            // Some systems cannot open a folder: then a power cut now may take the new name along.
        }
    }
}
