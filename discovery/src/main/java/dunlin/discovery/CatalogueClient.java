package dunlin.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import dunlin.protocol.metainfo.Metainfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Talks to the catalogue of one index over HTTP. Every call blocks, within a deadline. Thread-safe.
 */
public final class CatalogueClient {
    /**
     * A share as the catalogue lists it. Texts are safe to print.
     *
     * @param magnet empty for a private share
     */
    public record Listing(
            String id,
            String name,
            long size,
            int files,
            int seeders,
            int leechers,
            String sharedBy,
            Instant sharedAt,
            String magnet) {}

    /** A peer of a share as the index knows it. The name is safe to print. */
    public record Holder(String name, InetSocketAddress address, boolean complete, Instant since) {}

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_ANSWER = 64 << 20;
    private static final int PAGE = 500;
    private static final int MAX_LISTED = 100_000;

    private final URI index;
    private final HttpCaller http;

    /**
     * @param index {@code http://host:port} of the index
     */
    public CatalogueClient(URI index) {
        this(index, Optional.empty());
    }

    /**
     * @param index {@code http://host:port} of the index
     * @param bind the address that requests leave from, if not any
     */
    public CatalogueClient(URI index, Optional<InetAddress> bind) {
        if (index.getHost() == null) {
            throw new IllegalArgumentException("an index needs a host: " + index);
        }
        this.index = index;
        // A person named this index: it may be anywhere.
        this.http = new HttpCaller(bind, TIMEOUT, MAX_ANSWER, (target, address) -> {});
    }

    /** Where this index takes announces. */
    public URI announceUrl() {
        return at("/announce");
    }

    private URI at(String pathAndQuery) {
        String path = String.valueOf(index.getRawPath()).replaceFirst("/+$", "");
        return URI.create(
                index.getScheme() + "://" + index.getRawAuthority() + path + pathAndQuery);
    }

    private URI shares(String rest) {
        return at("/api/v1/shares" + rest);
    }

    /**
     * Registers a share with its {@code .torrent}. Registering what is there adds nothing twice.
     *
     * @param sharedBy the name of the peer
     * @throws IOException if the index cannot be reached, has a fault, or has no catalogue
     * @throws ProtocolException if it refuses; the message says why
     */
    public Listing register(byte[] torrent, String sharedBy) throws IOException, ProtocolException {
        URI target = shares("?sharedBy=" + URLEncoder.encode(sharedBy, UTF_8));
        HttpReply reply = http.post(target, torrent).reply();
        return CatalogueJson.listing(CatalogueJson.read(checked(reply).body()));
    }

    /**
     * Everything in the catalogue, newest first; fetched page by page, up to 100,000.
     *
     * @throws IOException if the index cannot be reached, has a fault, or has no catalogue
     * @throws ProtocolException if it answers nonsense
     */
    public List<Listing> list() throws IOException, ProtocolException {
        // A share registered meanwhile shifts the pages: what comes twice is listed once.
        Map<String, Listing> all = new LinkedHashMap<>();
        int offset = 0;
        List<Listing> page;
        do {
            page = listings(get(shares("?offset=" + offset + "&limit=" + PAGE)));
            page.forEach(listing -> all.putIfAbsent(listing.id(), listing));
            offset += page.size();
        } while (page.size() == PAGE && offset < MAX_LISTED);
        return List.copyOf(all.values());
    }

    /**
     * The shares that {@code nameOrId} (a name, an id or a prefix of 6 or more digits) means: none,
     * one or several.
     *
     * @throws IOException if the index cannot be reached, has a fault, or has no catalogue
     * @throws ProtocolException if it answers nonsense
     */
    public List<Listing> lookUp(String nameOrId) throws IOException, ProtocolException {
        return listings(get(shares("?q=" + URLEncoder.encode(nameOrId, UTF_8))));
    }

    /**
     * The {@code .torrent} of a share, or empty if the catalogue has none of this id.
     *
     * @param id 40 hexadecimal digits
     * @throws IOException if the index cannot be reached, has a fault, or has no catalogue
     * @throws ProtocolException if it hands out something else than the torrent of this id
     */
    public Optional<byte[]> torrent(String id) throws IOException, ProtocolException {
        HttpReply reply = http.get(shares("/" + checkedId(id) + "/torrent")).reply();
        if (isUnknownShare(reply)) {
            return Optional.empty();
        }
        byte[] torrent = checked(reply).body();
        String got = Metainfo.parse(torrent).info().id().toString();
        if (!got.equalsIgnoreCase(id)) {
            throw new ProtocolException("the index gives the torrent of " + got + " for " + id);
        }
        return Optional.of(torrent);
    }

    /**
     * The peers of a share that the index knows now; none for a share that it does not know.
     *
     * @param id 40 hexadecimal digits
     * @throws IOException if the index cannot be reached, has a fault, or has no catalogue
     * @throws ProtocolException if it answers nonsense
     */
    public List<Holder> peers(String id) throws IOException, ProtocolException {
        HttpReply reply = http.get(shares("/" + checkedId(id) + "/peers")).reply();
        List<Holder> holders = new ArrayList<>();
        if (!isUnknownShare(reply)) {
            for (JsonNode node : CatalogueJson.array(checked(reply).body())) {
                CatalogueJson.holder(node).ifPresent(holders::add);
            }
        }
        return holders;
    }

    private byte[] get(URI target) throws IOException, ProtocolException {
        return checked(http.get(target).reply()).body();
    }

    private static List<Listing> listings(byte[] json) throws ProtocolException {
        List<Listing> listings = new ArrayList<>();
        for (JsonNode node : CatalogueJson.array(json)) {
            listings.add(CatalogueJson.listing(node));
        }
        return listings;
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
        String message = "the index says: " + SafeText.forTerminal(error.get());
        if (reply.status() >= 500) {
            throw new IOException(message);
        }
        throw new ProtocolException(message);
    }

    private static boolean isUnknownShare(HttpReply reply) {
        return reply.status() == 404 && CatalogueJson.error(reply.body()).isPresent();
    }

    private static String checkedId(String id) {
        if (!id.matches("[0-9a-fA-F]{40}")) {
            throw new IllegalArgumentException("no id of a share: " + id);
        }
        return id;
    }
}
