package dunlin.discovery.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.net.HttpCaller;
import dunlin.net.HttpReply;
import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.catalogue.Hit;
import dunlin.protocol.catalogue.ListedPeer;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.LiveListing;
import dunlin.protocol.catalogue.NearListing;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.IndexName;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.identity.SignedRequest;
import dunlin.protocol.identity.SignedRequest.Bound;
import dunlin.protocol.metainfo.Metainfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Talks to the catalogue of one index over HTTP. Every call blocks, within a deadline. The texts of
 * what it answers are safe to print. Thread-safe.
 */
public final class CatalogueClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** For all pages of a list together: some hundred pages at an ordinary index. */
    private static final Duration LISTING = Duration.ofMinutes(2);

    /** Bytes of one answer: 500 shares with the longest descriptions and links there are. */
    private static final int MAX_ANSWER = 8 << 20;

    private static final int MAX_TORRENT = 64 << 20;

    /** Bytes of all pages of a list together; six times as much is kept of them at most. */
    private static final int MAX_PAGES = 64 << 20;

    private static final int PAGE = 500;
    private static final int MAX_LISTED = 100_000;
    private static final String API = "/api/v1";
    private static final String SHARES = API + "/shares";

    /** Indexes take heads of requests of 8 KiB; name and signature need some of it. */
    private static final int MAX_NOTE_IN_URL = 4_000;

    /** Gives the key of whoever asks, if it has one; may read it from the disk each time. */
    @FunctionalInterface
    public interface Reader {
        /** One who has none. */
        Reader NOBODY = Optional::empty;

        Optional<PeerKeyPair> keys() throws IOException;
    }

    private static final int WHO_ASKS = 401;

    private final URI index;
    private final IndexName name;
    private final HttpCaller http;
    private final HttpCaller torrents;
    private final Duration listing;
    private final Reader reader;

    /** Whether the index asked who reads: nobody else is told. */
    private volatile boolean asksWho;

    /**
     * @param index {@code http://host:port} of the index
     */
    public CatalogueClient(URI index) {
        this(index, Optional.empty(), Reader.NOBODY);
    }

    /**
     * @param index {@code http://host:port} of the index
     * @param bind the address that requests leave from, if not any
     * @param reader who reads, for an index that asks
     */
    public CatalogueClient(URI index, Optional<InetAddress> bind, Reader reader) {
        this(index, bind, reader, TIMEOUT, LISTING);
    }

    CatalogueClient(
            URI index,
            Optional<InetAddress> bind,
            Reader reader,
            Duration timeout,
            Duration listing) {
        this.index = index;
        this.name =
                IndexName.of(index)
                        .orElseThrow(() ->
                                new IllegalArgumentException("an index needs a host: " + index));
        this.reader = reader;
        // A person named this index: it may be anywhere.
        this.http = new HttpCaller(bind, timeout, MAX_ANSWER, (_, _) -> {});
        this.torrents = new HttpCaller(bind, timeout, MAX_TORRENT, (_, _) -> {});
        this.listing = listing;
    }

    private URI at(String pathAndQuery) {
        String path = index.getRawPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return URI.create(
                index.getScheme() + "://" + index.getRawAuthority() + path + pathAndQuery);
    }

    /**
     * Registers a share with its {@code .torrent}, signed. One that is there already gains a
     * holder.
     *
     * @param name the name of the peer
     * @param note empty to leave as it is what stands there; of a share that another one owns it
     *     changes nothing
     * @throws IOException if the index cannot be reached, has a fault, or has no catalogue
     * @throws IndexRejection if it refuses; the reason says why
     */
    public Listing register(PeerKeyPair by, String name, byte[] torrent, Note note)
            throws IOException, ProtocolException {
        String query = "?sharedBy=" + encoded(name);
        String more = inUrl(note);
        if (more.length() <= MAX_NOTE_IN_URL) {
            return listing(signed(by, "POST", SHARES + query + more, torrent));
        }
        Listing listing = listing(signed(by, "POST", SHARES + query, torrent));
        return listing.isOwnedBy(by.publicKey()) ? annotate(by, listing.id(), note) : listing;
    }

    private static String inUrl(Note note) {
        StringBuilder query = new StringBuilder();
        if (!note.description().isEmpty()) {
            query.append("&description=").append(encoded(note.description()));
        }
        note.tags().forEach(tag -> query.append("&tag=").append(encoded(tag)));
        return query.toString();
    }

    /**
     * Says something else about a share that this key owns.
     *
     * @throws IOException if the index cannot be reached, has a fault, or has no catalogue
     * @throws IndexRejection if it refuses; the reason says why
     */
    public Listing annotate(PeerKeyPair by, InfoHash id, Note note)
            throws IOException, ProtocolException {
        byte[] body = CatalogueJson.note(note);
        return listing(signed(by, "PUT", SHARES + "/" + id + "/note?", body));
    }

    /**
     * Takes a share out of the catalogue, if this key owns it; otherwise takes this key from those
     * that have it.
     *
     * @return whether the share is not listed any more
     * @throws IOException if the index cannot be reached, has a fault, or has no catalogue
     * @throws IndexRejection if it refuses; the reason says why
     */
    public boolean withdraw(PeerKeyPair by, InfoHash id) throws IOException, ProtocolException {
        String target = SHARES + "/" + id + "?";
        return CatalogueJson.removed(signed(by, "DELETE", target, new byte[0]));
    }

    /**
     * Sends a signed request, which is of use to this index only. What is signed is the path from
     * the index's own root: a proxy may have put it below another one. A number drawn at random
     * tells it from the same request a moment ago, which the index would take for a repetition.
     */
    private byte[] signed(PeerKeyPair by, String method, String target, byte[] body)
            throws IOException, ProtocolException {
        String drawn = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        String once = target + (target.endsWith("?") ? "" : "&") + "nonce=" + drawn;
        Map<String, String> headers = signature(by, method, once, body).headers();
        HttpCaller.Sending sending = new HttpCaller.Sending(method, headers, body);
        return checked(http.send(at(once), sending).reply()).body();
    }

    /**
     * Everything in the catalogue, newest first; fetched page by page, up to 100,000 shares or 64
     * MiB.
     *
     * @throws IOException if the index cannot be reached, has a fault, has no catalogue, or takes
     *     longer than two minutes
     * @throws ProtocolException if it answers nonsense
     */
    public List<LiveListing> list() throws IOException, ProtocolException {
        // A share registered meanwhile shifts the pages: what comes twice is listed once.
        Map<InfoHash, LiveListing> all = new LinkedHashMap<>();
        long deadline = System.nanoTime() + listing.toNanos();
        int offset = 0;
        long bytes = 0;
        List<LiveListing> page;
        do {
            if (System.nanoTime() - deadline > 0) {
                throw new SocketTimeoutException("it did not list all it has in time");
            }
            byte[] json = get(SHARES + "?offset=" + offset + "&limit=" + PAGE);
            page = CatalogueJson.listings(json);
            page.forEach(share -> all.putIfAbsent(share.listing().id(), share));
            offset += page.size();
            bytes += json.length;
        } while (page.size() == PAGE && offset < MAX_LISTED && bytes < MAX_PAGES);
        return List.copyOf(all.values());
    }

    /**
     * The shares that {@code nameOrId} (a name, an id or a prefix of 6 or more digits) means: none,
     * one or several.
     *
     * @throws IOException if the index cannot be reached, has a fault, or has no catalogue
     * @throws ProtocolException if it answers nonsense
     */
    public List<LiveListing> lookUp(String nameOrId) throws IOException, ProtocolException {
        return CatalogueJson.listings(get(SHARES + "?q=" + encoded(nameOrId)));
    }

    /**
     * Shares whose names are near to what somebody typed, the nearest first and of these the
     * newest; with the same name but for case, separators and extension, or with one or two letters
     * that differ.
     *
     * @return empty if this index cannot tell
     * @throws IOException if the index cannot be reached or has a fault
     * @throws ProtocolException if it answers nonsense
     */
    public Optional<List<NearListing>> near(String name) throws IOException, ProtocolException {
        HttpReply reply = ask(http, API + "/near?q=" + encoded(name));
        if (reply.status() == 404) {
            return Optional.empty();
        }
        return Optional.of(CatalogueJson.near(checked(reply).body()));
    }

    /**
     * What matches a query, the best first.
     *
     * @param query words and filters as {@code dunlin.protocol.search} reads them
     * @param offset how many of the best to leave out
     * @param limit how many to give at most, 1 to 200
     * @return empty if this index cannot search
     * @throws IOException if the index cannot be reached or has a fault
     * @throws IndexRejection if it refuses the query
     * @throws ProtocolException if it answers nonsense
     */
    public Optional<List<Hit>> search(String query, int offset, int limit)
            throws IOException, ProtocolException {
        String page = "&offset=" + offset + "&limit=" + limit;
        HttpReply reply = ask(http, API + "/search?q=" + encoded(query) + page);
        if (reply.status() == 404) {
            return Optional.empty();
        }
        return Optional.of(CatalogueJson.hits(checked(reply).body()));
    }

    /**
     * The {@code .torrent} of a share, or empty if the catalogue has none of this id.
     *
     * @throws IOException if the index cannot be reached, has a fault, or has no catalogue
     * @throws ProtocolException if it hands out something else than the torrent of this id
     */
    public Optional<byte[]> torrent(InfoHash id) throws IOException, ProtocolException {
        HttpReply reply = ask(torrents, SHARES + "/" + id + "/torrent");
        if (isUnknownShare(reply)) {
            return Optional.empty();
        }
        byte[] torrent = checked(reply).body();
        InfoHash got = Metainfo.parse(torrent).info().id();
        if (!got.equals(id)) {
            throw new ProtocolException("the index gives the torrent of " + got + " for " + id);
        }
        return Optional.of(torrent);
    }

    /**
     * The peers of a share that the index knows now; none for a share that it does not know.
     *
     * @throws IOException if the index cannot be reached, has a fault, or has no catalogue
     * @throws ProtocolException if it answers nonsense
     */
    public List<ListedPeer> peers(InfoHash id) throws IOException, ProtocolException {
        HttpReply reply = ask(http, SHARES + "/" + id + "/peers");
        return isUnknownShare(reply) ? List.of() : CatalogueJson.peers(checked(reply).body());
    }

    private byte[] get(String target) throws IOException, ProtocolException {
        return checked(ask(http, target)).body();
    }

    /** Asks, and shows who asks only to an index that wants to know. */
    private HttpReply ask(HttpCaller caller, String target) throws IOException, ProtocolException {
        if (!asksWho) {
            HttpReply reply = caller.get(at(target)).reply();
            if (reply.status() != WHO_ASKS) {
                return reply;
            }
            asksWho = true;
        }
        Optional<PeerKeyPair> keys = reader.keys();
        Map<String, String> headers =
                keys.isEmpty()
                        ? Map.of()
                        : signature(keys.get(), "GET", target, new byte[0]).headers();
        return caller.get(at(target), headers).reply();
    }

    private SignedRequest signature(PeerKeyPair by, String method, String target, byte[] body) {
        long now = Instant.now().getEpochSecond();
        return SignedRequest.sign(
                by, new Bound(name, SignedRequest.digest(body)), method, target, now);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private static Listing listing(byte[] json) throws ProtocolException {
        return CatalogueJson.listing(json).listing();
    }

    /** An answer of success; any other one is thrown as what it means. */
    private HttpReply checked(HttpReply reply) throws IOException, ProtocolException {
        if (reply.status() == 200 || reply.status() == 201) {
            return reply;
        }
        Optional<String> error = CatalogueJson.error(reply.body());
        if (error.isEmpty()) {
            throw new IOException(
                    index
                            + " has no catalogue (it answers with HTTP status "
                            + reply.status()
                            + ")");
        }
        throw new IndexRejection(reply.status(), retryAfter(reply), error.get());
    }

    private static Optional<Duration> retryAfter(HttpReply reply) {
        return reply.header("retry-after")
                .filter(text -> text.matches("[0-9]{1,6}")) // a date is not sent by any of ours
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    private static boolean isUnknownShare(HttpReply reply) {
        return reply.status() == 404 && CatalogueJson.error(reply.body()).isPresent();
    }

    /** The URL of the index. */
    @Override
    public String toString() {
        return index.toString();
    }
}
