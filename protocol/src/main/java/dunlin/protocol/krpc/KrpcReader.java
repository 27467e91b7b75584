package dunlin.protocol.krpc;

import dunlin.protocol.ErrorText;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import dunlin.protocol.bencode.BDictionary;
import dunlin.protocol.bencode.BInteger;
import dunlin.protocol.bencode.BList;
import dunlin.protocol.bencode.BString;
import dunlin.protocol.bencode.BValue;
import dunlin.protocol.bencode.Bencode;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.krpc.Question.Want;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads packets: strictly what says who speaks, of what, and what is stored or signed; with
 * patience all that only advises, which is passed over alone if it makes no sense.
 */
final class KrpcReader {
    private static final int MAX_TRANSACTION = 64;
    private static final int MAX_TOKEN = 128;
    private static final int MAX_NAME = 40;
    private static final int MAX_TEXT = 200;
    private static final int MAX_ADDRESSES = 256;
    private static final int MAX_INTERVAL = 21_600;

    private KrpcReader() {}

    static Krpc read(byte[] packet) throws ProtocolException {
        BDictionary message = Bencode.message(packet);
        Opaque transaction = transaction(message.requireString("t"));
        String kind = message.requireString("y").lenientText();
        return switch (kind) {
            case "q" -> query(transaction, message);
            case "r" ->
                    new Krpc.Response(
                            transaction,
                            answer(message.requireDictionary("r")),
                            address(message.maybeString("ip")));
            case "e" -> failure(transaction, message);
            default ->
                    throw new ProtocolException(
                            "\"y\" is " + message.requireString("y") + ", not q, r or e");
        };
    }

    private static Opaque transaction(BString t) throws ProtocolException {
        if (t.length() < 1 || t.length() > MAX_TRANSACTION) {
            throw new ProtocolException("a transaction id of " + t.length() + " bytes");
        }
        return Opaque.of(t.bytes());
    }

    private static Krpc query(Opaque transaction, BDictionary message) {
        try {
            BDictionary arguments = message.requireDictionary("a");
            return new Krpc.Query(
                    transaction,
                    id(arguments, "id"),
                    isSet(message, "ro"),
                    question(message.requireString("q").lenientText(), arguments));
        } catch (ProtocolException e) {
            return new Krpc.BadQuery(transaction, SafeText.line(ErrorText.of(e), MAX_TEXT));
        }
    }

    private static Question question(String name, BDictionary a) throws ProtocolException {
        return switch (name) {
            case "ping" -> new Question.Ping();
            case "find_node" -> new Question.FindNode(id(a, "target"), want(a));
            case "get_peers" ->
                    new Question.GetPeers(
                            id(a, "info_hash").infoHash(),
                            want(a),
                            isSet(a, "noseed"),
                            isSet(a, "scrape"));
            case "announce_peer" -> announce(a);
            case "get" ->
                    new Question.Get(id(a, "target"), want(a), notNegative(a.maybeInteger("seq")));
            case "put" -> put(a);
            case "sample_infohashes" -> new Question.SampleInfohashes(id(a, "target"), want(a));
            default -> unknown(name, a);
        };
    }

    private static Question unknown(String name, BDictionary a) {
        Optional<NodeId> target =
                a.maybeString("target")
                        .or(() -> a.maybeString("info_hash"))
                        .filter(it -> it.length() == NodeId.LENGTH)
                        .map(it -> NodeId.of(it.bytes()));
        String cut = name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name;
        return new Question.Unknown(cut, target, want(a));
    }

    private static Question announce(BDictionary a) throws ProtocolException {
        boolean implied = isSet(a, "implied_port");
        // Whoever means the port of the packet may leave this one out or write anything.
        long port = implied ? a.maybeInteger("port").orElse(1) : a.requireInteger("port");
        boolean valid = port >= 1 && port <= 65_535;
        if (!valid && !implied) {
            throw new ProtocolException("\"port\" is " + port);
        }
        return new Question.AnnouncePeer(
                id(a, "info_hash").infoHash(),
                valid ? (int) port : 1,
                implied,
                isSet(a, "seed"),
                token(a.requireString("token")));
    }

    private static Question put(BDictionary a) throws ProtocolException {
        Item item = item(a).orElseThrow(() -> new ProtocolException("\"v\" is missing"));
        if (item.signed().isPresent()) {
            Optional<BString> salt = a.string("salt");
            if (salt.isPresent()) {
                item = item.withSalt(Opaque.of(salt.get().bytes()));
            }
        }
        OptionalLong expected = a.integer("cas");
        return new Question.Put(item, token(a.requireString("token")), expected);
    }

    /** The value of a {@code put}, or of the answer to a {@code get}. */
    private static Optional<Item> item(BDictionary from) throws ProtocolException {
        Optional<BValue> value = from.get("v");
        if (value.isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes = value.get().encoded();
        // Others hash it, and sign it, as it came: nobody may read two things in it.
        Bencode.parse(bytes, Bencode.Limits.MESSAGE);
        Optional<BString> key = from.string("k");
        if (key.isEmpty()) {
            return Optional.of(Item.immutable(bytes));
        }
        long sequence = from.requireInteger("seq");
        BString signature = from.requireString("sig");
        if (key.get().length() != PeerKey.LENGTH
                || signature.length() != Item.SIGNATURE_LENGTH
                || sequence < 0) {
            throw new ProtocolException(
                    "a key of "
                            + key.get().length()
                            + " bytes, a signature of "
                            + signature.length()
                            + ", sequence number "
                            + sequence);
        }
        Item.Signed signed =
                new Item.Signed(
                        PeerKey.of(key.get().bytes()),
                        Opaque.EMPTY,
                        sequence,
                        Opaque.of(signature.bytes()));
        return Optional.of(Item.mutable(bytes, signed));
    }

    private static Answer answer(BDictionary r) throws ProtocolException {
        return new Answer(
                id(r, "id"),
                nodes(r, "nodes", Family.IPV4),
                nodes(r, "nodes6", Family.IPV6),
                values(r),
                r.maybeString("token")
                        .filter(it -> it.length() <= MAX_TOKEN)
                        .map(it -> Opaque.of(it.bytes())),
                itemIfValid(r),
                notNegative(r.maybeInteger("seq")),
                filter(r.maybeString("BFsd")),
                filter(r.maybeString("BFpe")),
                samples(r));
    }

    /** The value, if it can be one: it is checked against its target by who asked for it. */
    private static Optional<Item> itemIfValid(BDictionary r) {
        try {
            return item(r);
        } catch (ProtocolException _) {
            return Optional.empty();
        }
    }

    private static Optional<List<NodeInfo>> nodes(BDictionary r, String key, Family family) {
        return r.maybeString(key).map(it -> CompactNodes.unpack(it.bytes(), family));
    }

    private static List<PeerAddress> values(BDictionary r) {
        List<PeerAddress> values = new ArrayList<>();
        for (BValue value : r.maybeList("values").map(BList::values).orElse(List.of())) {
            if (value instanceof BString packed && values.size() < MAX_ADDRESSES) {
                address(Optional.of(packed))
                        .filter(address -> address.port() != 0)
                        .ifPresent(values::add);
            }
        }
        return values;
    }

    private static Optional<Answer.Samples> samples(BDictionary r) {
        Optional<BString> packed = r.maybeString("samples");
        if (packed.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(packed.get().bytes());
        List<InfoHash> hashes = new ArrayList<>();
        for (int at = 0; at + InfoHash.LENGTH <= in.limit(); at += InfoHash.LENGTH) {
            hashes.add(InfoHash.at(in, at));
        }
        long interval = Math.clamp(r.maybeInteger("interval").orElse(0), 0, MAX_INTERVAL);
        long total = Math.clamp(r.maybeInteger("num").orElse(0), hashes.size(), Integer.MAX_VALUE);
        return Optional.of(new Answer.Samples(hashes, (int) interval, (int) total));
    }

    private static Krpc failure(Opaque transaction, BDictionary message) {
        int code = Krpc.GENERIC;
        String text = "";
        for (BValue value : message.maybeList("e").map(BList::values).orElse(List.of())) {
            if (value instanceof BInteger number) {
                code = (int) Math.clamp(number.value(), 0, 9_999);
            } else if (value instanceof BString words) {
                text = SafeText.line(words.lenientText(), MAX_TEXT);
            }
        }
        return new Krpc.Failure(transaction, code, text, address(message.maybeString("ip")));
    }

    private static Optional<PeerAddress> address(Optional<BString> packed) {
        return packed.map(BString::bytes)
                .filter(CompactNodes::isAddress)
                .map(CompactNodes::address);
    }

    private static Optional<Bloom> filter(Optional<BString> packed) {
        return packed.filter(it -> it.length() == Bloom.LENGTH).map(it -> Bloom.of(it.bytes()));
    }

    private static NodeId id(BDictionary from, String key) throws ProtocolException {
        BString id = from.requireString(key);
        if (id.length() != NodeId.LENGTH) {
            throw new ProtocolException("\"" + key + "\" has " + id.length() + " bytes, not 20");
        }
        return NodeId.of(id.bytes());
    }

    private static Opaque token(BString token) throws ProtocolException {
        if (token.length() > MAX_TOKEN) {
            throw new ProtocolException("a token of " + token.length() + " bytes");
        }
        return Opaque.of(token.bytes());
    }

    private static Want want(BDictionary a) {
        boolean ipv4 = false;
        boolean ipv6 = false;
        for (BValue value : a.maybeList("want").map(BList::values).orElse(List.of())) {
            if (value instanceof BString name) {
                ipv4 |= name.lenientText().equals("n4");
                ipv6 |= name.lenientText().equals("n6");
            }
        }
        return new Want(ipv4, ipv6);
    }

    private static boolean isSet(BDictionary from, String key) {
        return from.maybeInteger(key).orElse(0) != 0;
    }

    private static OptionalLong notNegative(OptionalLong number) {
        return number.isPresent() && number.getAsLong() >= 0 ? number : OptionalLong.empty();
    }
}
