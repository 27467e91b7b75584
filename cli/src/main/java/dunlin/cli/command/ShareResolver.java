package dunlin.cli.command;

import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.option.SharedOptions;
import dunlin.cli.terminal.Console;
import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.metainfo.Magnet;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds out what a person means by X: a magnet link, a {@code .torrent} (its file or http address),
 * or a name or an id in the catalogue.
 */
final class ShareResolver {
    private final Indexes indexes;
    private final Tiers namedTrackers;

    /** There are peers or plain trackers to ask, and for them an info-hash is enough. */
    private final boolean hasNoIndexToAsk;

    ShareResolver(SharedOptions options, Console console) {
        this.indexes = new Indexes(options.indexes(), console);
        this.hasNoIndexToAsk =
                options.indexes().isEmpty()
                        && !(options.peers.isEmpty() && options.trackers.isEmpty());
        this.namedTrackers = options.announceTiers();
    }

    /** What X is; it is never a guess between several. */
    Wanted resolve(String x) throws Failure, ProtocolException, IOException, InterruptedException {
        if (x.toLowerCase(Locale.ROOT).startsWith("magnet:")) {
            return Wanted.of(Magnet.parse(x), namedTrackers);
        }
        if (TorrentUrl.isOne(x)) {
            return Wanted.of(TorrentFile.parse(x, TorrentUrl.fetch(x)), namedTrackers);
        }
        Optional<Path> file = torrentFile(x);
        if (file.isPresent()) {
            return Wanted.of(TorrentFile.read(file.get()), namedTrackers);
        }
        if (x.contains("://")) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "'%s' is not fetched: give an http or https address, or a file"
                            .formatted(SafeText.forTerminal(x)));
        }
        if (hasNoIndexToAsk && InfoHash.parse(x).isPresent()) {
            return Wanted.of(Magnet.parse("magnet:?xt=urn:btih:" + x), namedTrackers);
        }
        return Wanted.of(fromIndex(x), namedTrackers);
    }

    /**
     * The file that X names, if it is to be read as a torrent. A file without {@code .torrent} in
     * the current folder is none: it may well be what an earlier fetch of the name X has brought.
     */
    private static Optional<Path> torrentFile(String x) {
        try {
            Path path = Path.of(x);
            boolean looksSo =
                    x.toLowerCase(Locale.ROOT).endsWith(".torrent") || path.getNameCount() > 1;
            return looksSo && Files.isRegularFile(path) ? Optional.of(path) : Optional.empty();
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    private Metainfo fromIndex(String x) throws Failure, ProtocolException, IOException {
        String shown = SafeText.forTerminal(x);
        if (indexes.isEmpty()) {
            throw new Failure(
                    ExitCode.NOT_FOUND,
                    "'%s' is no torrent here, and no index is named to ask: give --tracker URL"
                            .formatted(shown));
        }
        Indexes.Found found = indexes.theOne(x);
        Listing listing = found.listing();
        byte[] torrent =
                found.index()
                        .torrent(listing.id())
                        .orElseThrow(() ->
                                new Failure(
                                        ExitCode.NOT_FOUND,
                                        "the index lists '%s' but has no torrent of it"
                                                .formatted(shown)));
        Metainfo metainfo = TorrentFile.parse("the index's torrent of " + shown, torrent);
        if (!metainfo.info().id().equals(listing.id())) {
            throw new ProtocolException(
                    "the index handed out %s for %s".formatted(metainfo.info().id(), listing.id()));
        }
        return metainfo;
    }
}
