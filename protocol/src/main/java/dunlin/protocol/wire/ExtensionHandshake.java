package dunlin.protocol.wire;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import dunlin.protocol.bencode.BDictionary;
import dunlin.protocol.bencode.BString;
import dunlin.protocol.bencode.Bencode;
import dunlin.protocol.bencode.BencodeWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The extension message with number 0 (BEP 10): which extensions its sender takes, under which
 * numbers, and what it tells of itself. It may come again, to change what it names.
 *
 * @param numbers the number under which the sender wants each extension, 1 to 255; 0 for "no
 *     longer". What is missing is not offered, or in a later handshake, not changed
 * @param client the sender's program and version ({@code v}), at most {@link #MAX_CLIENT}
 *     characters and safe to show
 * @param port the TCP port on which the sender listens ({@code p}), 1 to 65535
 * @param requestQueue how many requests the sender lets wait ({@code reqq}), 1 to {@link
 *     #MAX_REQUEST_QUEUE}
 * @param metadataSize bytes in the info dictionary ({@code metadata_size}, BEP 9), 1 to {@link
 *     MetadataMessage#MAX_SIZE}
 * @param yourIp the receiver's address as the sender sees it
 */
public record ExtensionHandshake(
        Map<Extension, Integer> numbers,
        Optional<String> client,
        OptionalInt port,
        OptionalInt requestQueue,
        OptionalInt metadataSize,
        Optional<InetAddress> yourIp)
        implements ExtensionMessage {
    /** The number of the extension handshake itself among extension messages. */
    public static final int NUMBER = 0;

    /** The longest program name that is kept, in characters. */
    public static final int MAX_CLIENT = 100;

    /** The longest request queue that is believed; bounds what we ask of one peer at a time. */
    public static final int MAX_REQUEST_QUEUE = 2048;

    /** How many requests a peer lets wait that does not say: libtorrent's assumption. */
    public static final int DEFAULT_REQUEST_QUEUE = 250;

    /** What is known of a peer before it has said anything of itself: it takes nothing. */
    public static final ExtensionHandshake NONE =
            new ExtensionHandshake(
                    Map.of(),
                    Optional.empty(),
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    Optional.empty());

    public ExtensionHandshake {
        numbers = Map.copyOf(numbers);
        client = client.map(ExtensionHandshake::shown).filter(text -> !text.isEmpty());
    }

    /**
     * Reads the payload of the message. A value of another type or out of its range counts as not
     * given, and what follows the message is passed over.
     *
     * @throws ProtocolException if it is no dictionary
     */
    public static ExtensionHandshake parse(byte[] payload) throws ProtocolException {
        BDictionary all = Bencode.message(payload);
        return new ExtensionHandshake(
                numbers(all.maybeDictionary("m")),
                all.maybeString("v").map(BString::lenientText),
                within(1, 65535, all.maybeInteger("p")),
                queue(all.maybeInteger("reqq")),
                within(1, MetadataMessage.MAX_SIZE, all.maybeInteger("metadata_size")),
                all.maybeString("yourip").flatMap(ExtensionHandshake::address));
    }

    /** The payload of the message: under 1000 bytes, which rTorrent's buffer takes. */
    public byte[] toBytes() {
        BencodeWriter out = new BencodeWriter().dictionary().key("m").dictionary();
        numbers.entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().key()))
                .forEach(entry -> out.key(entry.getKey().key()).integer(entry.getValue()));
        out.end();
        metadataSize.ifPresent(size -> out.key("metadata_size").integer(size));
        port.ifPresent(number -> out.key("p").integer(number));
        requestQueue.ifPresent(length -> out.key("reqq").integer(length));
        client.ifPresent(name -> out.key("v").text(name));
        yourIp.ifPresent(address -> out.key("yourip").string(address.getAddress()));
        return out.end().toBytes();
    }

    /** A metadata message as it has to be sent to whoever said this; empty if it takes none. */
    public Optional<Message.Extended> wrap(MetadataMessage message) {
        return wrap(Extension.UT_METADATA, message::toBytes);
    }

    /** News of peers as they have to be sent to whoever said this; empty if it takes none. */
    public Optional<Message.Extended> wrap(PexMessage message) {
        return wrap(Extension.UT_PEX, message::toBytes);
    }

    /** Word of a rendezvous as it has to be sent to whoever said this; empty if it takes none. */
    public Optional<Message.Extended> wrap(HolepunchMessage message) {
        return wrap(Extension.UT_HOLEPUNCH, message::toBytes);
    }

    private Optional<Message.Extended> wrap(Extension extension, Supplier<byte[]> payload) {
        OptionalInt number = number(extension);
        return number.isPresent()
                ? Optional.of(new Message.Extended(number.getAsInt(), payload.get()))
                : Optional.empty();
    }

    /** The number under which the extension goes to the sender, or empty if it is not taken. */
    public OptionalInt number(Extension extension) {
        int number = numbers.getOrDefault(extension, 0);
        return number == 0 ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** How many requests may wait at the sender. */
    public int requestLimit() {
        return requestQueue.orElse(DEFAULT_REQUEST_QUEUE);
    }

    /** What holds after a later handshake of the same sender: what that one names is changed. */
    public ExtensionHandshake updatedBy(ExtensionHandshake later) {
        Map<Extension, Integer> merged = new EnumMap<>(Extension.class);
        merged.putAll(numbers);
        merged.putAll(later.numbers);
        return new ExtensionHandshake(
                merged,
                later.client.or(() -> client),
                later.port.isPresent() ? later.port : port,
                later.requestQueue.isPresent() ? later.requestQueue : requestQueue,
                later.metadataSize.isPresent() ? later.metadataSize : metadataSize,
                later.yourIp.or(() -> yourIp));
    }

    private static Map<Extension, Integer> numbers(Optional<BDictionary> m) {
        Map<Extension, Integer> numbers = new EnumMap<>(Extension.class);
        if (m.isPresent()) {
            for (Extension extension : Extension.values()) {
                within(0, 255, m.get().maybeInteger(extension.key()))
                        .ifPresent(number -> numbers.put(extension, number));
            }
        }
        return numbers;
    }

    private static OptionalInt within(int low, int high, OptionalLong value) {
        return value.isPresent() && value.getAsLong() >= low && value.getAsLong() <= high
                ? OptionalInt.of((int) value.getAsLong())
                : OptionalInt.empty();
    }

    private static OptionalInt queue(OptionalLong value) {
        return value.isPresent()
                ? OptionalInt.of(Math.clamp(value.getAsLong(), 1, MAX_REQUEST_QUEUE))
                : OptionalInt.empty();
    }

    private static Optional<InetAddress> address(BString raw) {
        try {
            return Optional.of(InetAddress.getByAddress(raw.bytes()));
        } catch (UnknownHostException _) { // neither 4 nor 16 bytes: of no use, of no harm
            return Optional.empty();
        }
    }

    private static String shown(String text) {
        return cut(SafeText.forTerminal(cut(text))).strip();
    }

    private static String cut(String text) {
        int[] characters = text.codePoints().limit(MAX_CLIENT).toArray();
        return new String(characters, 0, characters.length);
    }
}
