package dunlin.protocol.announce;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.identity.AnnounceCredential;
import dunlin.protocol.identity.IndexName;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a peer tells a tracker (BEP 3; over HTTP as a URL's query, BEP 7 and 23 add parameters).
 *
 * @param port where the peer listens, 1 to 65535; 0 if nobody can dial it
 * @param uploaded bytes sent since {@link Event#STARTED}
 * @param downloaded bytes received since {@link Event#STARTED}
 * @param left bytes still to be fetched; 0 makes it a seeder. A peer that does not tell (magnet
 *     links do not know it) counts as one that lacks something: {@link Long#MAX_VALUE}
 * @param numWant how many peers are wanted at most; empty leaves it to the tracker
 * @param compact whether peers may come as packed addresses (BEP 23)
 * @param key what the peer stays recognisable by when its address changes; any bytes, each a
 *     character
 * @param ip the address that the peer claims to have; a tracker need not believe it
 * @param name the name of the peer; our own addition, which other trackers pass over
 * @param trackerId what the tracker called itself in an earlier answer; its bytes as ISO 8859-1
 * @param credential what shows that the name is the peer's own, of this name and port; not verified
 *     yet. Our own addition too
 */
public record AnnounceRequest(
        InfoHash infoHash,
        PeerId peerId,
        int port,
        long uploaded,
        long downloaded,
        long left,
        Event event,
        OptionalInt numWant,
        boolean compact,
        Optional<String> key,
        Optional<String> ip,
        Optional<String> name,
        Optional<String> trackerId,
        Optional<AnnounceCredential> credential) {
    /** Most characters of a query that are read. */
    public static final int MAX_QUERY = 2048;

    private static final int MAX_TEXT = 100;
    private static final int MAX_SIGNATURE = 128;
    private static final int MAX_INDEX = 300;

    /** Why it announces. */
    public enum Event {
        /** The interval is over, or peers are needed. */
        NONE,
        /** The first announce. */
        STARTED,
        /** The last missing piece came; never from a peer that started with all of them. */
        COMPLETED,
        /** The last announce. */
        STOPPED,
        /** As {@link #NONE}, from a peer that wants no more than it has (BEP 21). */
        PAUSED
    }

    public AnnounceRequest {
        if (port < 0 || port > 65535 || uploaded < 0 || downloaded < 0 || left < 0) {
            throw new IllegalArgumentException(
                    "port "
                            + port
                            + ", "
                            + uploaded
                            + " up, "
                            + downloaded
                            + " down, "
                            + left
                            + " left");
        }
        if (credential.isPresent()
                && !(name.equals(credential.map(AnnounceCredential::name))
                        && port == credential.get().port())) {
            throw new IllegalArgumentException("a credential of another name or port");
        }
    }

    /** One without a credential. */
    public AnnounceRequest(
            InfoHash infoHash,
            PeerId peerId,
            int port,
            long uploaded,
            long downloaded,
            long left,
            Event event,
            OptionalInt numWant,
            boolean compact,
            Optional<String> key,
            Optional<String> ip,
            Optional<String> name,
            Optional<String> trackerId) {
        this(
                infoHash,
                peerId,
                port,
                uploaded,
                downloaded,
                left,
                event,
                numWant,
                compact,
                key,
                ip,
                name,
                trackerId,
                Optional.empty());
    }

    /** Whether the peer has everything. */
    public boolean isSeeder() {
        return left == 0;
    }

    /** A copy with or without the peer's name, which it does not show to be its own. */
    public AnnounceRequest withName(Optional<String> other) {
        return introducedAs(other, Optional.empty());
    }

    /** A copy of a peer that shows that its name is its own, which takes the place of others. */
    public AnnounceRequest with(AnnounceCredential shown) {
        return introducedAs(Optional.of(shown.name()), Optional.of(shown));
    }

    /**
     * A copy with the {@link #additions()} that a query has; other parameters are passed over.
     *
     * @throws ProtocolException saying what is wrong, fit to be told to the client
     */
    public AnnounceRequest withAdditions(String query) throws ProtocolException {
        RawQuery raw = RawQuery.parse(query, MAX_QUERY);
        Optional<String> told = name(raw);
        return introducedAs(told, credential(raw, told, port));
    }

    private AnnounceRequest introducedAs(
            Optional<String> otherName, Optional<AnnounceCredential> otherCredential) {
        return new AnnounceRequest(
                infoHash,
                peerId,
                port,
                uploaded,
                downloaded,
                left,
                event,
                numWant,
                compact,
                key,
                ip,
                otherName,
                trackerId,
                otherCredential);
    }

    /** The query of the announce URL, without a question mark. */
    public String toQuery() {
        StringBuilder query = new StringBuilder(600);
        query.append("info_hash=").append(RawQuery.encode(infoHash.bytes()));
        query.append("&peer_id=").append(RawQuery.encode(peerId.bytes()));
        query.append("&port=").append(port);
        query.append("&uploaded=").append(uploaded);
        query.append("&downloaded=").append(downloaded);
        query.append("&left=").append(left);
        query.append("&compact=").append(compact ? 1 : 0);
        if (event != Event.NONE) {
            query.append("&event=").append(event.name().toLowerCase(Locale.ROOT));
        }
        numWant.ifPresent(want -> query.append("&numwant=").append(want));
        key.ifPresent(value -> append(query, "key", value.getBytes(ISO_8859_1)));
        ip.ifPresent(value -> append(query, "ip", value.getBytes(UTF_8)));
        trackerId.ifPresent(value -> append(query, "trackerid", value.getBytes(ISO_8859_1)));
        appendAdditions(query);
        return query.toString();
    }

    /**
     * What has no field in a packet of BEP 15, as a query that can travel in its URL data (BEP 41):
     * the peer's name, and its credential. Empty if there is nothing to tell.
     */
    public String additions() {
        StringBuilder query = new StringBuilder(300);
        appendAdditions(query);
        return query.isEmpty() ? "" : query.substring(1);
    }

    private void appendAdditions(StringBuilder query) {
        name.ifPresent(value -> append(query, "name", value.getBytes(UTF_8)));
        credential.ifPresent(shown -> {
            query.append("&pk=").append(shown.key());
            shown.index()
                    .ifPresent(index -> append(query, "for", index.toString().getBytes(UTF_8)));
            query.append("&until=").append(shown.until());
            query.append("&sig=").append(shown.signatureText());
        });
    }

    private static void append(StringBuilder query, String key, byte[] value) {
        query.append('&').append(key).append('=').append(RawQuery.encode(value));
    }

    /**
     * Reads the query of an announce URL. Who announces what, and where it listens, is read
     * strictly, and so is what is signed; of all else, what is odd or not known is passed over, and
     * what is there several times counts as it stands first.
     *
     * @param query what follows the question mark, still percent-encoded
     * @throws ProtocolException saying what is wrong, fit to be told to the client
     */
    public static AnnounceRequest parse(String query) throws ProtocolException {
        RawQuery raw = RawQuery.parse(query, MAX_QUERY);
        byte[] infoHash = raw.bytes("info_hash", InfoHash.LENGTH);
        byte[] peerId = raw.bytes("peer_id", PeerId.LENGTH);
        int port =
                (int)
                        raw.number("port", 0, 65535)
                                .orElseThrow(() -> new ProtocolException("port is missing"));
        Optional<String> name = name(raw);
        return new AnnounceRequest(
                InfoHash.of(infoHash),
                PeerId.of(peerId),
                port,
                Math.max(0, raw.maybeNumber("uploaded").orElse(0)),
                Math.max(0, raw.maybeNumber("downloaded").orElse(0)),
                left(raw),
                event(raw),
                numWant(raw),
                raw.maybeNumber("compact").orElse(1) != 0,
                raw.first("key").map(key -> new String(key, ISO_8859_1)), // raw bytes from aria2
                raw.maybeText("ip", MAX_TEXT),
                name,
                raw.first("trackerid").map(id -> new String(id, ISO_8859_1)),
                credential(raw, name, port));
    }

    private static Optional<String> name(RawQuery raw) {
        return raw.maybeText("name", PeerName.MAX_BYTES).flatMap(PeerName::ifFit);
    }

    private static Optional<AnnounceCredential> credential(
            RawQuery raw, Optional<String> name, int port) throws ProtocolException {
        Optional<String> pk = raw.text("pk", MAX_TEXT);
        OptionalLong until = raw.number("until", 0, Long.MAX_VALUE);
        Optional<String> sig = raw.text("sig", MAX_SIGNATURE);
        if (pk.isEmpty() && until.isEmpty() && sig.isEmpty()) {
            return Optional.empty();
        }
        if (pk.isEmpty() || until.isEmpty() || sig.isEmpty() || name.isEmpty()) {
            throw new ProtocolException("pk, until and sig come together, and with a name");
        }
        Optional<String> index = raw.text("for", MAX_INDEX);
        return Optional.of(
                AnnounceCredential.of(
                        pk.get(),
                        index.isPresent()
                                ? Optional.of(IndexName.parse(index.get()))
                                : Optional.empty(),
                        name.get(),
                        port,
                        until.getAsLong(),
                        sig.get()));
    }

    /** Some clients write -1 before they know what the share is. */
    private static long left(RawQuery raw) {
        long left = raw.maybeNumber("left").orElse(-1);
        return left < 0 ? Long.MAX_VALUE : left;
    }

    /** -1 leaves the number to the tracker, as in BEP 15. */
    private static OptionalInt numWant(RawQuery raw) {
        long want = raw.maybeNumber("numwant").orElse(-1);
        return want < 0
                ? OptionalInt.empty()
                : OptionalInt.of((int) Math.min(want, Integer.MAX_VALUE));
    }

    private static Event event(RawQuery raw) {
        String event = raw.maybeText("event", MAX_TEXT).orElse("");
        return switch (event.strip().toLowerCase(Locale.ROOT)) {
            case "paused" -> Event.PAUSED;
            case "started" -> Event.STARTED;
            case "completed" -> Event.COMPLETED;
            case "stopped" -> Event.STOPPED;
            default -> Event.NONE;
        };
    }
}
