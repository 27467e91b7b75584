package dunlin.node.share;

import dunlin.node.api.FetchOrder;
import dunlin.node.api.FetchOrder.Allowed;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.engine.Engine;
import dunlin.protocol.Bitfield;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.storage.Library;
import dunlin.storage.OpenMode;
import dunlin.storage.Room;
import dunlin.storage.SetAside;
import dunlin.storage.ShareFiles;
import dunlin.storage.StorageException;
import dunlin.storage.Verifier;
import dunlin.storage.folder.FileStamp;
import dunlin.storage.name.StoredName;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The files of a share, open, and what is there of it.
 *
 * @param entry what the library remembers of it
 * @param servesOnly whether nothing of it is fetched
 * @param claim on the place that it is fetched into
 */
record Content(Library.Entry entry, ShareFiles files, boolean servesOnly, Library.Claim claim)
        implements AutoCloseable {
    private static final Library.Claim NONE = () -> {};

    /**
     * Content to serve, of which nothing is to be fetched.
     *
     * @param content its file or folder
     * @param pieces those that are there; if not all, the library does not hear of it
     * @param stamps how its files stood when they were hashed, by their index in the share
     */
    static Content toServe(
            Metainfo metainfo,
            Path content,
            Bitfield pieces,
            Map<Integer, FileStamp> stamps,
            Library library)
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
            library.put(entry, stamps);
        }
        ShareFiles files = ShareFiles.open(folder, entry.name(), metainfo.info(), OpenMode.SERVE);
        files.watch().expect(stamps);
        return new Content(entry, files, true, NONE);
    }

    /**
     * Content that must be that of a torrent made elsewhere, to serve it. All of it is verified,
     * unless the library remembers it from this place, untouched. Blocks.
     *
     * @param content its file or folder
     * @param checked hears how many bytes are verified
     * @throws NodeRefusal if not all of it is right
     */
    static Content toServeAs(Metainfo metainfo, Path content, Library library, LongConsumer checked)
            throws NodeRefusal, StorageException, InterruptedException {
        Info info = metainfo.info();
        Bitfield none = Bitfield.none(info.geometry().pieces());
        Content opened = toServe(metainfo, content, none, Map.of(), library);
        Library.Entry there = opened.entry();
        Bitfield claimed =
                library.places(info.id()).stream()
                        .filter(it -> it.folder().equals(there.folder()))
                        .filter(it -> it.name().equals(there.name()))
                        .map(Library.Entry::have)
                        .findFirst()
                        .orElse(none);
        try {
            Bitfield have =
                    Verifier.verifyAgain(
                            info,
                            opened.files(),
                            claimed,
                            library.stamps(info.id(), opened.files().path()),
                            Engine.DISK_THREADS,
                            checked);
            if (!have.isAll()) {
                throw new NodeRefusal(new Why.NotWhole(content, have.count(), have.size()));
            }
            Library.Entry entry =
                    new Library.Entry(metainfo, there.folder(), there.name(), have, Instant.now());
            library.put(entry, opened.files().watch().stamps());
            return new Content(entry, opened.files(), true, NONE);
        } catch (NodeRefusal | StorageException | InterruptedException e) {
            opened.close();
            throw e;
        }
    }

    /**
     * A place to fetch a share into. What is there of it already is verified and kept. Blocks.
     *
     * @param longestPiece that can be fetched, bytes
     * @param asides hears which files a repair sets aside
     * @param checked hears how many bytes are verified
     * @throws StorageException also if something else stands in its place
     * @throws ProtocolException if it is of a kind that cannot be fetched
     */
    static Content toFetch(
            Metainfo metainfo,
            FetchOrder order,
            Library library,
            long longestPiece,
            Consumer<SetAside> asides,
            LongConsumer checked)
            throws NodeRefusal, StorageException, ProtocolException, InterruptedException {
        Info info = metainfo.info();
        if (info.geometry().pieceLength() > longestPiece) {
            throw new ProtocolException(
                    "its pieces of %d bytes are too long to be fetched, %d is the most"
                            .formatted(info.geometry().pieceLength(), longestPiece));
        }
        Path absolute = order.folder().toAbsolutePath().normalize();
        String safe = StoredName.of(info.wireName());
        Optional<Library.Entry> remembered =
                remembered(library.places(info.id()), absolute, order.as(), safe);
        String name = remembered.map(Library.Entry::name).orElse(order.as().orElse(safe));
        boolean repairs = order.allows(Allowed.REPAIR);
        ShareFiles files =
                repairs
                        ? ShareFiles.repair(absolute, name, info, asides)
                        : ShareFiles.open(absolute, name, info, OpenMode.FETCH);
        Library.Claim claim = NONE;
        try {
            claim = library.claim(info.id(), files.path());
            Optional<Path> unfinished = files.check();
            if (remembered.isEmpty() && unfinished.isPresent() && !order.allows(Allowed.FORCE)) {
                throw new NodeRefusal(new Why.UnfinishedOfOthers(unfinished.get()));
            }
            if (remembered.isEmpty() && !order.allows(Allowed.INTO_EXISTING) && !repairs) {
                requireOwn(files);
            }
            Bitfield claimed =
                    remembered
                            .filter(_ -> !repairs) // a disk may rot with no new stamp
                            .map(Library.Entry::have)
                            .orElseGet(() -> Bitfield.none(info.geometry().pieces()));
            Bitfield have =
                    Verifier.verifyAgain(
                            info,
                            files,
                            claimed,
                            library.stamps(info.id(), files.path()),
                            Engine.DISK_THREADS,
                            checked);
            if (!order.allows(Allowed.FORCE)) {
                requireRoom(info, files, have);
            }
            files.settle(have);
            Library.Entry entry = new Library.Entry(metainfo, absolute, name, have, Instant.now());
            files.finish(have); // some may get their names, and so other stamps, only now
            library.put(entry, files.watch().stamps());
            return new Content(entry, files, false, claim);
        } catch (NodeRefusal | StorageException | InterruptedException e) {
            files.close();
            claim.close();
            throw e;
        }
    }

    private static void requireRoom(Info info, ShareFiles files, Bitfield have) throws NodeRefusal {
        long needed = files.bytesToWrite(have);
        Optional<Room> room = Room.at(files.path());
        if (room.isPresent() && needed > room.get().free()) {
            throw new NodeRefusal(
                    new Why.NoRoom(info.name(), room.get().folder(), needed, room.get().free()));
        }
    }

    /** Where it stands in the folder already: under the name that is wanted, else under any. */
    private static Optional<Library.Entry> remembered(
            List<Library.Entry> places, Path folder, Optional<String> as, String otherwise) {
        List<Library.Entry> here =
                places.stream()
                        .filter(entry -> entry.folder().equals(folder))
                        .filter(entry -> as.isEmpty() || entry.name().equals(as.get()))
                        .toList();
        return here.stream()
                .filter(entry -> entry.name().equals(otherwise))
                .findFirst()
                .or(() -> here.stream().findFirst());
    }

    private static void requireOwn(ShareFiles files) throws NodeRefusal, StorageException {
        List<Path> others = files.findForeign(1);
        if (!others.isEmpty()) {
            throw new NodeRefusal(new Why.FolderOfOthers(files.path(), others.getFirst()));
        }
    }

    /** A share that stands complete and untouched, and how its files stood when it was hashed. */
    record Remembered(Metainfo metainfo, Map<Integer, FileStamp> stamps) {}

    /**
     * What the library remembers as standing complete and untouched at {@code content}, so that it
     * need not be hashed again.
     */
    static Optional<Remembered> remembered(Path content, Library library) throws StorageException {
        Optional<Library.Entry> found = library.findByContent(content);
        if (found.isEmpty() || !found.get().have().isAll()) {
            return Optional.empty();
        }
        Library.Entry entry = found.get();
        Info info = entry.metainfo().info();
        Map<Integer, FileStamp> noted =
                library.stamps(info.id(), entry.folder().resolve(entry.name()));
        try (ShareFiles files =
                ShareFiles.open(entry.folder(), entry.name(), info, OpenMode.SERVE)) {
            return files.watch().isUntouched(noted)
                    ? Optional.of(new Remembered(entry.metainfo(), noted))
                    : Optional.empty();
        }
    }

    /**
     * Sees that what was fetched is still what was verified. Blocks.
     *
     * @throws StorageException if somebody changed it meanwhile
     */
    void requireRight() throws StorageException, InterruptedException {
        Verifier.requireRight(metainfo().info(), files, Engine.DISK_THREADS);
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
        claim.close();
    }
}
