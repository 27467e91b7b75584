package dunlin.node.share;

import dunlin.node.engine.Engine;
import dunlin.protocol.Bitfield;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.storage.Library;
import dunlin.storage.OpenMode;
import dunlin.storage.ShareFiles;
import dunlin.storage.StorageException;
import dunlin.storage.Verifier;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * The files of a share, open, and what is there of it.
 *
 * @param entry what the library remembers of it
 * @param servesOnly whether nothing of it is fetched
 */
record Content(Library.Entry entry, ShareFiles files, boolean servesOnly) implements AutoCloseable {
    /**
     * Content to serve, of which nothing is to be fetched.
     *
     * @param content its file or folder
     * @param pieces those that are there; if not all, the library does not hear of it
     */
    static Content toServe(Metainfo metainfo, Path content, Bitfield pieces, Library library)
            throws StorageException {
        Path absolute = content.toAbsolutePath().normalize();
        Path folder = absolute.getParent();
        Path name = absolute.getFileName();
        if (folder == null || name == null) {
            throw new StorageException(
                    StorageException.Reason.UNSHARABLE,
                    absolute,
                    absolute + " has no name to be shared under");
        }
        Library.Entry entry =
                new Library.Entry(metainfo, folder, name.toString(), pieces, Instant.now());
        if (pieces.isAll()) {
            library.put(entry);
        }
        ShareFiles files = ShareFiles.open(folder, entry.name(), metainfo.info(), OpenMode.SERVE);
        return new Content(entry, files, true);
    }

    /**
     * A place to fetch a share into. What is there of it already is verified and kept. Blocks.
     *
     * @param longestPiece that can be fetched, bytes
     * @param checked hears how many bytes are verified
     * @throws StorageException also if something else stands in its place
     * @throws ProtocolException if it is of a kind that cannot be fetched
     */
    static Content toFetch(
            Metainfo metainfo,
            Path folder,
            Library library,
            long longestPiece,
            LongConsumer checked)
            throws StorageException, ProtocolException, InterruptedException {
        Info info = metainfo.info();
        if (info.geometry().pieceLength() > longestPiece) {
            throw new ProtocolException(
                    "its pieces of %d bytes are too long to be fetched, %d is the most"
                            .formatted(info.geometry().pieceLength(), longestPiece));
        }
        Path absolute = folder.toAbsolutePath().normalize();
        ShareFiles files = ShareFiles.open(absolute, info.name(), info, OpenMode.FETCH);
        try {
            files.check();
            Bitfield have = present(info, absolute, files, library, checked);
            Library.Entry entry =
                    new Library.Entry(metainfo, absolute, info.name(), have, Instant.now());
            files.finish(have); // before the files are stamped: some may get their names only now
            library.put(entry);
            return new Content(entry, files, false);
        } catch (StorageException | InterruptedException e) {
            files.close();
            throw e;
        }
    }

    /** Which pieces stand there already: as the library remembers, or else as their hashes say. */
    private static Bitfield present(
            Info info, Path folder, ShareFiles files, Library library, LongConsumer checked)
            throws StorageException, InterruptedException {
        Optional<Library.Entry> remembered =
                library.find(info.id())
                        .filter(entry -> entry.folder().equals(folder))
                        .filter(entry -> entry.name().equals(info.name()));
        if (remembered.isPresent()) {
            Bitfield verified = remembered.get().have();
            // Complete files may have been changed by others since; .part files are ours alone.
            if (verified.isAll() ? library.unchanged(remembered.get()) : verified.count() > 0) {
                return files.stillThere(verified);
            }
        }
        return Verifier.verify(info, files, Engine.DISK_THREADS, checked);
    }

    /**
     * What the library remembers as standing complete and unchanged at {@code content}, so that it
     * need not be hashed again.
     */
    static Optional<Metainfo> remembered(Path content, Library library) throws StorageException {
        Optional<Library.Entry> entry = library.findByContent(content);
        return entry.isPresent() && entry.get().have().isAll() && library.unchanged(entry.get())
                ? entry.map(Library.Entry::metainfo)
                : Optional.empty();
    }

    Metainfo metainfo() {
        return entry.metainfo();
    }

    /** The pieces that were there when it was opened. */
    Bitfield have() {
        return entry.have();
    }

    @Override
    public void close() {
        files.close();
    }
}
