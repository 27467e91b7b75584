package dunlin.protocol.metainfo;

import dunlin.protocol.InfoHash;
import dunlin.protocol.InfoHashV2;
import dunlin.protocol.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * A magnet link (BEP 9, and BEP 53 for {@code so}). At least one of the two info-hashes is there.
 *
 * @param infoHash {@code xt=urn:btih:}, in hexadecimal or base32
 * @param infoHashV2 {@code xt=urn:btmh:}
 * @param name {@code dn}; a stranger's text, no safe file name
 * @param size {@code xl}, bytes
 * @param trackers {@code tr}
 * @param peers {@code x.pe}, as {@code host:port} with a port of 1 to 65535
 * @param webSeeds {@code ws}
 * @param selected {@code so}: indexes of the files asked for, as inclusive ranges; empty for all
 */
public record Magnet(
        Optional<InfoHash> infoHash,
        Optional<InfoHashV2> infoHashV2,
        Optional<String> name,
        OptionalLong size,
        List<String> trackers,
        List<String> peers,
        List<String> webSeeds,
        List<Range> selected) {
    /** File indexes from {@code first} to {@code last}, both included. */
    public record Range(int first, int last) {
        public Range {
            if (first < 0 || last < first) {
                throw new IllegalArgumentException("no range: " + first + "-" + last);
            }
        }

        @Override
        public String toString() {
            return first == last ? Integer.toString(first) : first + "-" + last;
        }
    }

    /** Most trackers of a link that is listed. */
    public static final int MAX_LISTED_TRACKERS = 11;

    /** Most characters of the URLs of a link that is listed, all of them together. */
    public static final int MAX_LISTED_URLS = 2_048;

    public Magnet {
        if (infoHash.isEmpty() && infoHashV2.isEmpty()) {
            throw new IllegalArgumentException("a magnet link without info-hash");
        }
        trackers = List.copyOf(trackers);
        peers = List.copyOf(peers);
        webSeeds = List.copyOf(webSeeds);
        selected = List.copyOf(selected);
    }

    /** Whether a text is meant as a magnet link, well-formed or not. */
    public static boolean isOne(String text) {
        return text.strip().regionMatches(true, 0, "magnet:", 0, "magnet:".length());
    }

    /**
     * Reads a magnet link. Whatever is malformed or not known is left out, other kinds of hash too;
     * not so the info-hashes.
     *
     * @throws ProtocolException if it is too long, names no info-hash, or one that is malformed
     */
    public static Magnet parse(String uri) throws ProtocolException {
        return new MagnetReader(uri).read();
    }

    /**
     * The name by which the swarm goes on the wire: the v1 info-hash if there is one, else the
     * truncated v2 one.
     */
    public InfoHash id() {
        return infoHash.orElseGet(() -> infoHashV2.orElseThrow().truncated());
    }

    /** A copy that names one tracker more, unless it does already. */
    public Magnet withTracker(String url) {
        if (trackers.contains(url)) {
            return this;
        }
        List<String> more = new ArrayList<>(trackers);
        more.add(url);
        return new Magnet(infoHash, infoHashV2, name, size, more, peers, webSeeds, selected);
    }

    /** The link. */
    @Override
    public String toString() {
        StringBuilder link = new StringBuilder("magnet:?");
        infoHash.ifPresent(hash -> link.append("&xt=urn:btih:").append(hash));
        infoHashV2.ifPresent(hash -> link.append("&xt=urn:btmh:1220").append(hash));
        name.ifPresent(text -> append(link, "dn", text));
        size.ifPresent(bytes -> append(link, "xl", Long.toString(bytes)));
        trackers.forEach(url -> append(link, "tr", url));
        webSeeds.forEach(url -> append(link, "ws", url));
        peers.forEach(peer -> append(link, "x.pe", peer));
        if (!selected.isEmpty()) {
            String ranges = selected.stream().map(Range::toString).collect(Collectors.joining(","));
            append(link, "so", ranges);
        }
        return link.deleteCharAt("magnet:?".length()).toString();
    }

    /**
     * A link as a list of many shows it: with the first {@link #MAX_LISTED_TRACKERS} trackers, and
     * of them and the web seeds no more than {@link #MAX_LISTED_URLS} characters. A stranger's
     * torrent names 256 of either, of 2 KiB each: a page of 500 such links had 750 MB.
     *
     * @param link as {@link #toString} writes it
     */
    public static String listed(String link) {
        StringBuilder kept = new StringBuilder();
        int trackers = 0;
        int left = MAX_LISTED_URLS;
        for (String parameter : link.split("&", -1)) {
            boolean isTracker = parameter.startsWith("tr=");
            if (isTracker || parameter.startsWith("ws=")) {
                if (parameter.length() > left || (isTracker && trackers == MAX_LISTED_TRACKERS)) {
                    continue;
                }
                left -= parameter.length();
                trackers += isTracker ? 1 : 0;
            }
            kept.append(kept.isEmpty() ? "" : "&").append(parameter);
        }
        return kept.toString();
    }

    private static void append(StringBuilder link, String key, String value) {
        link.append('&').append(key).append('=').append(PercentCode.encode(value));
    }
}
