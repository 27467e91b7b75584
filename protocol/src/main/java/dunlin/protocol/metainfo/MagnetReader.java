package dunlin.protocol.metainfo;

import dunlin.protocol.InfoHash;
import dunlin.protocol.InfoHashV2;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a magnet link, parameter by parameter:
 *
 * <pre>
 * magnet:?xt=urn:btih:HASH&xt=urn:btmh:1220HASH&dn=NAME&xl=BYTES&tr=URL&x.pe=HOST:PORT&so=0,2-4
 * </pre>
 *
 * The hashes say what is meant and are read strictly. All else only helps: what is odd in it is
 * passed over. Links out of web pages may have {@code &amp;} for {@code &}, and blanks around them.
 */
final class MagnetReader {
    private static final String START = "magnet:?";
    private static final String V1 = "urn:btih:";
    private static final String V2 = "urn:btmh:";

    /** Multihash of SHA-256: code 0x12, length 0x20. */
    private static final Pattern MULTIHASH = Pattern.compile("1220([0-9A-Fa-f]{64})");

    /** Parameters that may come several times can be numbered: {@code tr.1}. */
    private static final Pattern NUMBERED = Pattern.compile("(xt|tr|ws|dn)\\.[0-9]{1,9}");

    private static final Pattern PEER =
            Pattern.compile("(?:\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9._-]{1,253}):([0-9]{1,5})");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,9})(?:-([0-9]{1,9}))?");

    private static final int MAX_LENGTH = 64 * 1024;
    private static final int MAX_NAME = 1_024;
    private static final int MAX_PEERS = 256;
    private static final int MAX_RANGES = 10_000;

    private final String link;
    private Optional<InfoHash> infoHash = Optional.empty();
    private Optional<InfoHashV2> infoHashV2 = Optional.empty();
    private Optional<String> name = Optional.empty();
    private OptionalLong size = OptionalLong.empty();
    private final List<String> trackers = new ArrayList<>();
    private final List<String> webSeeds = new ArrayList<>();
    private final List<String> peers = new ArrayList<>();
    private final List<Magnet.Range> selected = new ArrayList<>();

    MagnetReader(String link) {
        this.link = link.strip();
    }

    Magnet read() throws ProtocolException {
        if (link.length() > MAX_LENGTH) {
            throw new ProtocolException("a magnet link of " + link.length() + " characters");
        }
        if (!link.regionMatches(true, 0, START, 0, START.length())) {
            throw new ProtocolException("not a magnet link: " + shown(link));
        }
        for (String parameter : link.substring(START.length()).split("&(?:amp;)?", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                String key = parameter.substring(0, equals).toLowerCase(Locale.ROOT);
                String value = parameter.substring(equals + 1);
                Matcher numbered = NUMBERED.matcher(key);
                parameter(numbered.matches() ? numbered.group(1) : key, value);
            }
        }
        if (infoHash.isEmpty() && infoHashV2.isEmpty()) {
            throw new ProtocolException("a magnet link without urn:btih: or urn:btmh:");
        }
        return new Magnet(
                infoHash,
                infoHashV2,
                name,
                size,
                Urls.keep(trackers, Urls.TRACKER),
                peers.stream().distinct().limit(MAX_PEERS).toList(),
                Urls.keep(webSeeds, Urls.WEB_SEED),
                selected);
    }

    private void parameter(String key, String value) throws ProtocolException {
        switch (key) {
            case "xt" -> topic(PercentCode.decode(value));
            case "dn" -> name(PercentCode.decode(value.replace('+', ' ')));
            case "xl" -> size = size.isPresent() ? size : size(value);
            case "tr" -> trackers.add(PercentCode.decode(value));
            case "ws" -> webSeeds.add(PercentCode.decode(value));
            case "x.pe" -> peer(PercentCode.decode(value));
            case "so" -> select(PercentCode.decode(value));
            default -> {}
        }
    }

    private void topic(String topic) throws ProtocolException {
        if (topic.regionMatches(true, 0, V1, 0, V1.length())) {
            InfoHash hash = v1(topic.substring(V1.length()));
            if (infoHash.isPresent() && !infoHash.get().equals(hash)) {
                throw new ProtocolException("a magnet link of two shares: two urn:btih:");
            }
            infoHash = Optional.of(hash);
        } else if (topic.regionMatches(true, 0, V2, 0, V2.length())) {
            Matcher hash = MULTIHASH.matcher(topic.substring(V2.length()));
            if (!hash.matches()) {
                throw new ProtocolException("no SHA-256 multihash: " + shown(topic));
            }
            InfoHashV2 v2 = InfoHashV2.fromHex(hash.group(1));
            if (infoHashV2.isPresent() && !infoHashV2.get().equals(v2)) {
                throw new ProtocolException("a magnet link of two shares: two urn:btmh:");
            }
            infoHashV2 = Optional.of(v2);
        }
    }

    private static InfoHash v1(String text) throws ProtocolException {
        return InfoHash.parse(text)
                .or(() -> Base32.decode(text).map(InfoHash::of))
                .orElseThrow(() ->
                        new ProtocolException(
                                "no info-hash of 40 hexadecimal or 32 base32 digits: "
                                        + shown(text)));
    }

    private void name(String text) {
        if (!text.isBlank()) {
            name = Optional.of(text.length() > MAX_NAME ? text.substring(0, MAX_NAME) : text);
        }
    }

    private static OptionalLong size(String text) {
        return NUMBER.matcher(text).matches()
                ? OptionalLong.of(Long.parseLong(text))
                : OptionalLong.empty();
    }

    private void peer(String address) {
        Matcher matcher = PEER.matcher(address);
        if (matcher.matches()) {
            int port = Integer.parseInt(matcher.group(1));
            if (port >= 1 && port <= 65535) {
                peers.add(address);
            }
        }
    }

    /** A selection that cannot be read, or has a part that cannot, is none: all is meant. */
    private void select(String text) {
        List<Magnet.Range> ranges = new ArrayList<>();
        for (String range : text.split(",", MAX_RANGES + 1)) {
            Matcher matcher = RANGE.matcher(range.strip());
            if (!matcher.matches()) {
                return;
            }
            int first = Integer.parseInt(matcher.group(1));
            int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
            if (last < first) {
                return;
            }
            ranges.add(new Magnet.Range(first, last));
        }
        if (selected.isEmpty()) {
            selected.addAll(ranges);
        }
    }

    private static String shown(String text) {
        return SafeText.line(text, 80);
    }
}
