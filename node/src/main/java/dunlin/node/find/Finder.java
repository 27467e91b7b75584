package dunlin.node.find;

import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.api.Wanted;
import dunlin.node.index.Indexes;
import dunlin.protocol.HexPrefix;
import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.metainfo.Magnet;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds out what a person means by X: a magnet link, a {@code .torrent} (its file or http address),
 * or a name or an id in the catalogue.
 */
public final class Finder {
    /** Who may know a name that no index knows. */
    public interface Elsewhere {
        /** Nobody. */
        Elsewhere NOWHERE =
                (_, _, refusal) -> {
                    throw refusal;
                };

        /**
         * What that name means. Blocks.
         *
         * @param sharer who shared it, if the person says so
         * @param refusal why no index says it, which stands if nobody can be asked here
         */
        Wanted named(String name, Optional<String> sharer, NodeRefusal refusal)
                throws NodeRefusal, InterruptedException;
    }

    private final Indexes indexes;
    private final Tiers named;
    private final boolean knowsWhomToAsk;
    private final Predicate<String> tracked;
    private final Elsewhere elsewhere;

    /**
     * @param named the trackers that a person named
     * @param knowsWhomToAsk whether there are peers or trackers to ask, so that an info-hash alone
     *     is enough where there is no index
     * @param tracked asks whether a named tracker knows peers of an info-hash, which then is enough
     *     though no index lists it
     * @param elsewhere asked for what no index lists
     */
    public Finder(
            Indexes indexes,
            Tiers named,
            boolean knowsWhomToAsk,
            Predicate<String> tracked,
            Elsewhere elsewhere) {
        this.indexes = indexes;
        this.named = named;
        this.knowsWhomToAsk = knowsWhomToAsk;
        this.tracked = tracked;
        this.elsewhere = elsewhere;
    }

    /**
     * What X is; it is never a guess between several. Blocks.
     *
     * @param sharer who shared it, if the person says so
     */
    public Wanted find(String x, Optional<String> sharer)
            throws NodeRefusal, ProtocolException, IOException, InterruptedException {
        if (Magnet.isOne(x)) {
            return linked(Magnet.parse(x));
        }
        Optional<SharePage> page = SharePage.parse(x);
        if (page.isPresent()) {
            return onPage(page.get(), x);
        }
        if (TorrentUrl.isOne(x)) {
            return switch (new TorrentUrl().fetch(x)) {
                case TorrentUrl.Torrent(byte[] bytes) -> described(TorrentFile.parse(x, bytes));
                case TorrentUrl.Link(String magnet) -> linked(Magnet.parse(magnet));
            };
        }
        Optional<Path> file = torrentFile(x);
        if (file.isPresent()) {
            return described(TorrentFile.read(file.get()));
        }
        if (x.contains("://")) {
            throw new NodeRefusal(new Why.NotFetched(x));
        }
        if (isPath(x)) {
            throw new NodeRefusal(new Why.NoSuchPath(Path.of(x)));
        }
        if (indexes.isEmpty() && knowsWhomToAsk && isInfoHash(x)) {
            return idAlone(x);
        }
        try {
            Metainfo metainfo = fromIndex(x, sharer);
            return new Wanted.Described(metainfo, metainfo.announcedAt(named), true);
        } catch (NodeRefusal e) {
            if (isNoCatalogues(e.why()) && isInfoHash(x) && tracked.test(x)) {
                return idAlone(x);
            }
            return elsewhere(x, sharer, e);
        }
    }

    /** Whom no index helps, the network of named peers may. */
    private Wanted elsewhere(String x, Optional<String> sharer, NodeRefusal refusal)
            throws NodeRefusal, InterruptedException {
        boolean mayBeElsewhere =
                isNoCatalogues(refusal.why()) || refusal.why() instanceof Why.NobodyToAsk;
        NodeRefusal last = refusal;
        if (mayBeElsewhere && !isInfoHash(x)) {
            try {
                return elsewhere.named(x, sharer, refusal);
            } catch (NodeRefusal e) {
                last = e;
            }
        }
        boolean isUnknown =
                last.why() instanceof Why.NotListed(String _, var near) && near.isEmpty()
                        || last.why() instanceof Why.NobodyToAsk;
        if (isUnknown && isTorrentName(x)) {
            throw new NodeRefusal(new Why.NoSuchPath(Path.of(x)), last);
        }
        throw last;
    }

    /** What is named may be another program's tracker, which has no catalogue. */
    private static boolean isNoCatalogues(Why why) {
        return switch (why) {
            case Why.NotListed _, Why.IndexUnreachable _, Why.IndexMalformed _ -> true;
            default -> false;
        };
    }

    private Wanted onPage(SharePage page, String x) throws NodeRefusal, ProtocolException {
        byte[] torrent =
                indexes.torrentAt(page.index(), page.id())
                        .orElseThrow(() -> new NodeRefusal(new Why.NothingAt(URI.create(x))));
        Metainfo metainfo = TorrentFile.parse(x, torrent);
        Tiers at = Tiers.each(List.of(page.announce().toString()));
        return new Wanted.Described(metainfo, metainfo.announcedAt(named.then(at)), true);
    }

    private Wanted idAlone(String id) throws ProtocolException {
        return linked(Magnet.parse("magnet:?xt=urn:btih:" + id));
    }

    private Wanted described(Metainfo metainfo) {
        return new Wanted.Described(metainfo, metainfo.announcedAt(named));
    }

    private Wanted linked(Magnet magnet) {
        return new Wanted.Linked(magnet, named.then(Tiers.each(magnet.trackers())));
    }

    private static boolean isInfoHash(String x) {
        return x.length() == 2 * InfoHash.LENGTH && HexPrefix.ofId(x).isPresent();
    }

    /**
     * The file that X names, if it is to be read as a torrent. A file without {@code .torrent} in
     * the current folder is none: it may well be what an earlier fetch of the name X has brought.
     */
    private static Optional<Path> torrentFile(String x) {
        try {
            Path path = Path.of(x);
            boolean looksSo = isTorrentName(x) || path.getNameCount() > 1;
            return looksSo && Files.isRegularFile(path) ? Optional.of(path) : Optional.empty();
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    private static boolean isTorrentName(String x) {
        return x.toLowerCase(Locale.ROOT).endsWith(".torrent");
    }

    /** Whether it can only be a path: no share's name has a slash. */
    private static boolean isPath(String x) {
        return x.contains("/") || x.equals(".") || x.equals("..");
    }

    private Metainfo fromIndex(String x, Optional<String> sharer)
            throws NodeRefusal, ProtocolException {
        if (indexes.isEmpty()) {
            throw new NodeRefusal(new Why.NobodyToAsk(x));
        }
        Listing listing = indexes.theOne(x, sharer);
        byte[] torrent =
                indexes.torrent(listing.id())
                        .orElseThrow(() -> new NodeRefusal(new Why.NoTorrentAtIndex(x)));
        String source = "the index's torrent of " + SafeText.forTerminal(x);
        Metainfo metainfo = TorrentFile.parse(source, torrent);
        if (!metainfo.info().id().equals(listing.id())) {
            throw new ProtocolException(
                    "the index handed out %s for %s".formatted(metainfo.info().id(), listing.id()));
        }
        return metainfo;
    }
}
