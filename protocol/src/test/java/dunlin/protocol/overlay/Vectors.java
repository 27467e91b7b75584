package dunlin.protocol.overlay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.InfoHash;
import dunlin.protocol.InfoHashV2;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.SipHash;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.search.WordRoot;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The test vectors as the document shows them: fields by name, then bytes. */
final class Vectors {
    private static final Set<String> IN_HEX = Set.of("id", "token", "cardId", "after");
    private static final int BYTES_IN_A_LINE = 40;

    private final StringBuilder text = new StringBuilder();

    private Vectors() {}

    /** All of them, as Markdown. */
    static String text() {
        Vectors vectors = new Vectors();
        vectors.values();
        Samples.all().forEach(vectors::message);
        return vectors.text.toString();
    }

    private void values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("network", NetworkId.COMMON);
        values.put("infoHash", Samples.NETWORK.infoHash());
        values.put("wordKey", Samples.NETWORK.wordKey());
        values.put("diallerSeed", HexFormat.of().formatHex(Samples.TEMPEST.seed()));
        values.put("diallerKey", Samples.TEMPEST.publicKey());
        values.put("diallerId", Samples.TEMPEST_ID);
        values.put("diallerPeerId", Samples.MEETING.dialler().toString());
        values.put("dialledSeed", HexFormat.of().formatHex(Samples.DUNE.seed()));
        values.put("dialledKey", Samples.DUNE.publicKey());
        values.put("dialledId", Samples.DUNE_ID);
        values.put("dialledPeerId", Samples.MEETING.dialled().toString());
        begin("Values");
        values.forEach((name, value) -> line(name, value.toString()));
        for (String word : List.of("ubuntu", "desktop", "images", "sharing", "größe", "24")) {
            line("root of " + word, WordRoot.of(word));
        }
        SipHash hash = new SipHash(Samples.NETWORK.wordKey().bytes());
        for (String hashed :
                List.of(
                        "wubuntu",
                        "wdesktop",
                        "wimag",
                        "bubunt",
                        "bubu",
                        "bdeskt",
                        "bdes",
                        "tiso")) {
            long value = hash.of(hashed.getBytes(UTF_8));
            line("hash of " + hashed, hex(value));
        }
        end();
        begin("Digest of these eight hashes");
        bytes(Samples.DIGEST.bytes());
        end();
    }

    private void message(String name, OverlayMessage message) {
        begin(name);
        record("", (Record) message);
        text.append('\n');
        bytes(message.toBytes());
        end();
    }

    private void begin(String title) {
        text.append("### ").append(title).append("\n\n```\n");
    }

    private void end() {
        text.append("```\n\n");
    }

    private void bytes(byte[] bytes) {
        String hex = HexFormat.of().formatHex(bytes);
        for (int at = 0; at < hex.length(); at += 2 * BYTES_IN_A_LINE) {
            text.append(hex, at, Math.min(hex.length(), at + 2 * BYTES_IN_A_LINE)).append('\n');
        }
    }

    private void line(String name, String value) {
        text.append(name).append(": ").append(value).append('\n');
    }

    private void record(String path, Record record) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                Object value = component.getAccessor().invoke(record);
                String name = component.getName();
                boolean skip = record instanceof MemberId && name.equals("id");
                if (!skip) {
                    boolean inHex =
                            IN_HEX.contains(name)
                                    && !(value instanceof Record)
                                    && !(value instanceof InfoHash);
                    String inner =
                            value instanceof MemberId
                                    ? path
                                    : path.isEmpty() ? name : path + "." + name;
                    value(inner, inHex && value instanceof Long id ? hex(id) : value);
                }
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
    }

    private void value(String path, Object value) {
        switch (value) {
            case Optional<?> maybe -> maybe.ifPresent(it -> value(path, it));
            case Set<?> none when none.isEmpty() -> {}
            case Set<?> flags ->
                    line(
                            path,
                            flags.stream()
                                    .map(flag -> flag.toString().toLowerCase(Locale.ROOT))
                                    .sorted()
                                    .collect(Collectors.joining(" ")));
            case Collection<?> list -> {
                int at = 0;
                for (Object each : list) {
                    String name = path + "[" + at++ + "]";
                    value(name, each instanceof Long id ? hex(id) : each);
                }
            }
            case QuestionId id -> line(path, id.toString());
            case PeerAddress address -> line(path, address.toString());
            case Record inner -> record(path, inner);
            case Digest digest -> line(path, HexFormat.of().formatHex(digest.bytes()));
            case PeerKey key -> line(path, key.toString());
            case InfoHash hash -> line(path, hash.toString());
            case InfoHashV2 hash -> line(path, HexFormat.of().formatHex(hash.bytes()));
            case Integer number when path.endsWith("instance") ->
                    line(path, String.format("%08x", number));
            case Enum<?> one -> line(path, one.toString().toLowerCase(Locale.ROOT));
            default -> line(path, value.toString());
        }
    }

    private static String hex(long id) {
        return MemberId.text(id);
    }
}
