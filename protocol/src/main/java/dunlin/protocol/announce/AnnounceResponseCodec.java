package dunlin.protocol.announce;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import dunlin.protocol.announce.AnnounceResponse.Failure;
import dunlin.protocol.announce.AnnounceResponse.Peer;
import dunlin.protocol.announce.AnnounceResponse.Peers;
import dunlin.protocol.bencode.BDictionary;
import dunlin.protocol.bencode.BInteger;
import dunlin.protocol.bencode.BList;
import dunlin.protocol.bencode.BString;
import dunlin.protocol.bencode.BValue;
import dunlin.protocol.bencode.Bencode;
import dunlin.protocol.bencode.BencodeWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Announce answers in bencode.
 *
 * <pre>
 *   refused  { ? asks name: 1, failure reason: text, ? retry in: minutes or "never" }
 *   taken    { interval, ? min interval, ? complete, ? incomplete: integers,
 *              ? external ip: 4 or 16 bytes, ? tracker id: bytes, ? warning message: text,
 *              ? asks name: 1,
 *              peers: packed IPv4 addresses, or a list of { ip: text, ? peer id: 20 bytes, port },
 *              ? peers6: packed IPv6 addresses }
 * </pre>
 *
 * Nothing of an answer is hashed or signed: whatever has an odd type or length is passed over, and
 * so is a peer that cannot be read.
 */
final class AnnounceResponseCodec {
    private static final int MAX_TEXT = 300;
    private static final int MAX_TRACKER_ID = 200;

    /** Characters of the longest IPv6 address, one that ends in an IPv4 one. */
    private static final int MAX_ADDRESS = 45;

    private static final int DEFAULT_INTERVAL = 1_800;

    private AnnounceResponseCodec() {}

    static byte[] encode(AnnounceResponse response, boolean compact) {
        BencodeWriter out = new BencodeWriter().dictionary();
        switch (response) {
            case Failure failure -> encodeFailure(out, failure);
            case Peers peers when compact -> {
                List<InetSocketAddress> addresses = peers.addresses();
                byte[] ipv4 = PackedAddresses.pack(addresses, PackedAddresses.IPV4);
                byte[] ipv6 = PackedAddresses.pack(addresses, PackedAddresses.IPV6);
                encodePeers(out, peers, () -> packed(out, ipv4, ipv6));
            }
            case Peers peers -> encodePeers(out, peers, () -> listed(out, peers.peers()));
        }
        return out.end().toBytes();
    }

    static byte[] encode(Peers response, byte[] ipv4, byte[] ipv6) {
        BencodeWriter out = new BencodeWriter().dictionary();
        encodePeers(out, response, () -> packed(out, ipv4, ipv6));
        return out.end().toBytes();
    }

    private static void encodeFailure(BencodeWriter out, Failure failure) {
        encodeAsksName(out, failure.asksName());
        out.key("failure reason").text(failure.reason());
        failure.retryIn()
                .ifPresent(retry -> {
                    out.key("retry in");
                    if (retry.equals(Failure.NEVER)) {
                        out.text("never");
                    } else {
                        out.integer(Math.max(1, retry.plusSeconds(59).toMinutes()));
                    }
                });
    }

    /** The keys stand in the order of their bytes, as bencode wants them. */
    private static void encodePeers(BencodeWriter out, Peers answer, Runnable peers) {
        encodeAsksName(out, answer.asksName());
        answer.complete().ifPresent(count -> out.key("complete").integer(count));
        answer.externalIp().ifPresent(ip -> out.key("external ip").string(ip.getAddress()));
        answer.incomplete().ifPresent(count -> out.key("incomplete").integer(count));
        out.key("interval").integer(answer.interval());
        answer.minInterval().ifPresent(seconds -> out.key("min interval").integer(seconds));
        peers.run();
        answer.trackerId().ifPresent(id -> out.key("tracker id").string(id.getBytes(ISO_8859_1)));
        answer.warning().ifPresent(text -> out.key("warning message").text(text));
    }

    private static void encodeAsksName(BencodeWriter out, boolean asksName) {
        if (asksName) {
            out.key("asks name").integer(1);
        }
    }

    private static void packed(BencodeWriter out, byte[] ipv4, byte[] ipv6) {
        out.key("peers").string(ipv4);
        if (ipv6.length > 0) {
            out.key("peers6").string(ipv6);
        }
    }

    private static void listed(BencodeWriter out, List<Peer> peers) {
        out.key("peers").list();
        peers.forEach(peer -> encodePeer(out, peer));
        out.end();
    }

    private static void encodePeer(BencodeWriter out, Peer peer) {
        out.dictionary().key("ip").text(peer.address().getAddress().getHostAddress());
        peer.id().ifPresent(id -> out.key("peer id").string(id.bytes()));
        out.key("port").integer(peer.address().getPort()).end();
    }

    static AnnounceResponse parse(byte[] answer) throws ProtocolException {
        BDictionary dictionary = Bencode.message(answer);
        Optional<BString> reason = dictionary.maybeString("failure reason");
        if (reason.isPresent()) {
            return new Failure(shown(reason.get()), retryIn(dictionary), asksName(dictionary));
        }
        if (Stream.of("peers", "peers6", "interval").allMatch(it -> dictionary.get(it).isEmpty())) {
            throw new ProtocolException("an answer with neither peers nor a failure reason");
        }
        return new Peers(
                number(dictionary, "interval").orElse(DEFAULT_INTERVAL),
                number(dictionary, "min interval"),
                number(dictionary, "complete"),
                number(dictionary, "incomplete"),
                peers(dictionary),
                dictionary.maybeString("warning message").map(AnnounceResponseCodec::shown),
                dictionary
                        .maybeString("tracker id")
                        .filter(id -> id.length() <= MAX_TRACKER_ID)
                        .map(id -> new String(id.bytes(), ISO_8859_1)),
                externalIp(dictionary),
                asksName(dictionary));
    }

    private static boolean asksName(BDictionary dictionary) {
        return number(dictionary, "asks name").orElse(0) == 1;
    }

    private static String shown(BString text) {
        return SafeText.line(text.lenientText(), MAX_TEXT);
    }

    private static Optional<Duration> retryIn(BDictionary dictionary) {
        return dictionary
                .get("retry in")
                .flatMap(value ->
                        switch (value) {
                            case BInteger minutes when minutes.value() > 0 ->
                                    Optional.of(
                                            Duration.ofMinutes(Math.min(minutes.value(), 1 << 20)));
                            case BString word when word.lenientText().equals("never") ->
                                    Optional.of(Failure.NEVER);
                            default -> Optional.empty();
                        });
    }

    /** A count or a time; what does not fit is cut, what is negative counts as not told. */
    private static OptionalInt number(BDictionary dictionary, String key) {
        OptionalLong value = dictionary.maybeInteger(key);
        return value.isEmpty() || value.getAsLong() < 0
                ? OptionalInt.empty()
                : OptionalInt.of((int) Math.min(value.getAsLong(), Integer.MAX_VALUE));
    }

    private static Optional<InetAddress> externalIp(BDictionary dictionary) {
        return dictionary
                .maybeString("external ip")
                .flatMap(ip -> PackedAddresses.address(ip.bytes()));
    }

    private static List<Peer> peers(BDictionary dictionary) {
        List<Peer> peers = new ArrayList<>();
        addPeers(peers, dictionary.get("peers"), PackedAddresses.IPV4);
        addPeers(peers, dictionary.get("peers6"), PackedAddresses.IPV6);
        return peers;
    }

    /** Some write an empty dictionary, a number or no value at all for nobody. */
    private static void addPeers(List<Peer> peers, Optional<BValue> value, int addressLength) {
        if (value.isPresent()) {
            switch (value.get()) {
                case BString packed -> addPacked(peers, packed, addressLength);
                case BList list -> addListed(peers, list);
                default -> {}
            }
        }
    }

    private static void addPacked(List<Peer> peers, BString packed, int addressLength) {
        int room = AnnounceResponse.MAX_PEERS - peers.size();
        PackedAddresses.unpack(packed.bytes(), addressLength, room)
                .forEach(address -> peers.add(new Peer(address, Optional.empty())));
    }

    private static void addListed(List<Peer> peers, BList list) {
        list.values().stream()
                .flatMap(value -> listed(value).stream())
                .limit(AnnounceResponse.MAX_PEERS - peers.size())
                .forEach(peers::add);
    }

    private static Optional<Peer> listed(BValue value) {
        if (!(value instanceof BDictionary peer)) {
            return Optional.empty();
        }
        long port = peer.maybeInteger("port").orElse(0);
        Optional<InetAddress> address =
                peer.maybeString("ip").flatMap(AnnounceResponseCodec::literal);
        if (address.isEmpty() || port <= 0 || port > 65_535) {
            return Optional.empty();
        }
        Optional<PeerId> id =
                peer.maybeString("peer id")
                        .filter(bytes -> bytes.length() == PeerId.LENGTH)
                        .map(bytes -> PeerId.of(bytes.bytes()));
        return Optional.of(new Peer(new InetSocketAddress(address.get(), (int) port), id));
    }

    /**
     * Names are not looked up: a stranger would choose whom this machine asks. Nor are those of
     * network interfaces ({@code fe80::1%eth0}): the system goes through all of its own for each.
     */
    private static Optional<InetAddress> literal(BString ip) {
        if (ip.length() > MAX_ADDRESS) {
            return Optional.empty();
        }
        String text = ip.lenientText();
        try {
            return text.indexOf('%') < 0
                    ? Optional.of(InetAddress.ofLiteral(text))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
