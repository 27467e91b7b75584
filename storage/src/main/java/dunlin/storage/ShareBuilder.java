package dunlin.storage;

import dunlin.protocol.Bitfield;
import dunlin.protocol.Geometry;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.FileEntry;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.InfoBuilder;
import dunlin.storage.ContentListing.Found;
import dunlin.storage.StorageException.Reason;
import dunlin.storage.folder.FileStamp;
import dunlin.storage.folder.ShareFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Makes the info dictionary of a share from a file or a folder, hashing it on several threads. */
public final class ShareBuilder {
    /** Something below the path that is not in the share, and why. */
    public record Skipped(Path path, String why) {}

    /**
     * A share that was made.
     *
     * @param content its file or folder by its real path, links resolved
     * @param stamps how its files stood before they were hashed, and after it, by their index
     */
    public record Built(
            Info info, List<Skipped> skipped, Path content, Map<Integer, FileStamp> stamps) {}

    /** Hears how far the hashing is, in bytes; from one thread at a time, must be quick. */
    @FunctionalInterface
    public interface Progress {
        void hashed(long done, long total);
    }

    /**
     * How a share is made.
     *
     * @param pieceLength in bytes, a power of two from 16 KiB to 16 MiB; empty: chosen by size
     * @param selection what is taken into it
     * @param isPrivate whether peers may come from the named trackers only (BEP 27)
     * @param threads that hash, at least 1
     */
    public record Options(
            OptionalInt pieceLength, Selection selection, boolean isPrivate, int threads) {
        public Options {
            pieceLength.ifPresent(PieceLengths::check);
            if (threads < 1) {
                throw new IllegalArgumentException("threads: " + threads);
            }
        }

        /** Piece length by size, nothing hidden, not private, a thread for each core. */
        public static Options defaults() {
            int cores = Runtime.getRuntime().availableProcessors();
            return new Options(OptionalInt.empty(), Selection.PLAIN, false, cores);
        }
    }

    private ShareBuilder() {}

    /**
     * Hashes what stands at {@code content}. Blocks.
     *
     * @throws StorageException if it cannot be read, has nothing to share, has a name that no
     *     torrent may hold, or changes while it is read
     */
    public static Built build(Path content, Options options, Progress progress)
            throws StorageException, InterruptedException {
        Path real = realPath(content);
        Path name = real.getFileName();
        Path folder = real.getParent();
        if (name == null || folder == null) {
            throw refused(real, "it is a whole file system");
        }
        ContentListing listing = ContentListing.of(real, options.selection());
        if (listing.files().stream().allMatch(file -> file.link().isPresent())) {
            String nothing =
                    listing.skipped().isEmpty()
                            ? "there is nothing in it to share"
                            : "nothing in it can be shared: " + first(listing.skipped());
            throw refused(real, nothing);
        }
        boolean single = Files.isRegularFile(real);
        List<FileEntry> entries = entries(listing);
        long size = entries.getLast().offset() + entries.getLast().length();
        int pieceLength = options.pieceLength().orElse(PieceLengths.forSize(size));
        Geometry geometry = new Geometry(size, pieceLength);
        try {
            // First, so that a name that is refused is so before hours of hashing.
            InfoBuilder builder = builder(name.toString(), single, listing);
            Layout layout = Layout.of(name.toString(), single, entries);
            byte[] hashes;
            try (ShareFiles files =
                    new ShareFiles(
                            folder,
                            name.toString(),
                            layout,
                            geometry,
                            OpenMode.SERVE,
                            ShareFolder::top,
                            _ -> {})) {
                hashes = hash(files, options.threads(), progress);
            }
            listing.requireUnchanged();
            Info info =
                    builder.pieceLength(pieceLength)
                            .pieceHashes(hashes)
                            .privateShare(options.isPrivate())
                            .build();
            return new Built(info, listing.skipped(), real, listing.stamps());
        } catch (ProtocolException e) {
            throw new StorageException(
                    Reason.UNSHARABLE, real, "cannot share " + real + ": " + e.getMessage(), e);
        }
    }

    /** What would be in a share of it. */
    public record Listed(List<List<String>> files, List<Path> paths, List<Skipped> skipped) {}

    /**
     * Says what would be in a share of what stands at {@code content}, without reading it.
     *
     * @throws StorageException if the folders cannot be read, or it may not be shared
     */
    public static Listed list(Path content, Selection selection) throws StorageException {
        ContentListing listing = ContentListing.of(realPath(content), selection);
        return new Listed(
                listing.files().stream().map(Found::names).toList(),
                listing.files().stream().map(Found::path).toList(),
                listing.skipped());
    }

    private static Path realPath(Path content) throws StorageException {
        try {
            return content.toRealPath();
        } catch (IOException e) {
            throw DiskErrors.reading(content, e);
        }
    }

    private static StorageException refused(Path path, String why) {
        return new StorageException(Reason.UNSHARABLE, path, "cannot share " + path + ": " + why);
    }

    private static String first(List<Skipped> skipped) {
        return skipped.getFirst().path() + " " + skipped.getFirst().why();
    }

    private static List<FileEntry> entries(ContentListing listing) {
        List<FileEntry> entries = new ArrayList<>();
        long offset = 0;
        for (Found file : listing.files()) {
            entries.add(
                    new FileEntry(
                            file.names(),
                            offset,
                            file.length(),
                            false,
                            file.executable(),
                            file.link()));
            offset = Math.addExact(offset, file.length());
        }
        return entries;
    }

    private static InfoBuilder builder(String name, boolean single, ContentListing listing)
            throws ProtocolException {
        if (single) {
            Found file = listing.files().getFirst();
            return InfoBuilder.singleFile(name, file.stamp().size(), file.executable());
        }
        return InfoBuilder.multiFile(
                name,
                listing.files().stream()
                        .map(f ->
                                new InfoBuilder.File(
                                        f.names(), f.length(), f.executable(), f.link()))
                        .toList());
    }

    private static byte[] hash(ShareFiles files, int threads, Progress progress)
            throws StorageException, InterruptedException {
        Geometry geometry = files.geometry();
        byte[] hashes = new byte[Math.multiplyExact(geometry.pieces(), Sha1.LENGTH)];
        PieceHasher.Sink sink =
                new PieceHasher.Sink() {
                    @Override
                    public void hashed(int piece, byte[] sha1) {
                        System.arraycopy(sha1, 0, hashes, piece * Sha1.LENGTH, Sha1.LENGTH);
                    }

                    @Override
                    public void unreadable(int piece, StorageException why)
                            throws StorageException {
                        throw why;
                    }
                };
        new PieceHasher(
                        files,
                        Bitfield.all(geometry.pieces()),
                        done -> progress.hashed(done, geometry.size()),
                        sink)
                .run(threads);
        return hashes;
    }
}
