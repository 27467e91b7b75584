package dunlin.protocol.metainfo;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.bencode.BDictionary;
import dunlin.protocol.bencode.BInteger;
import dunlin.protocol.bencode.BList;
import dunlin.protocol.bencode.BString;
import dunlin.protocol.bencode.BValue;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a {@code .torrent} file:
 *
 * <pre>
 *   { "announce": url, "announce-list": [ [ url, ... ], ... ], "comment": text, "created by": text,
 *     "creation date": seconds, "info": { ... }, "piece layers": { root: hashes },
 *     "url-list": url or [ url, ... ] }
 * </pre>
 *
 * Strict about the share itself; of what only advises (URLs, texts, date) it keeps what is sound
 * and not too long, and passes over what is of another type. Other keys, {@code nodes} among them,
 * are ignored.
 */
final class MetainfoReader {
    private static final int MAX_COMMENT = 4_096;
    private static final int MAX_CREATED_BY = 256;
    private static final int MAX_ENCODING = 64;

    /** The end of the year 9999, in seconds. */
    private static final long MAX_DATE = 253_402_300_799L;

    private final BDictionary torrent;

    MetainfoReader(BDictionary torrent) {
        this.torrent = torrent;
    }

    Metainfo read() throws ProtocolException {
        Optional<Charset> encoding = text("encoding", MAX_ENCODING).flatMap(WireNames::encoding);
        Info info = Info.read(torrent.requireDictionary("info"), encoding);
        return new Metainfo(
                info,
                trackers(),
                webSeeds(),
                text("comment", MAX_COMMENT),
                text("created by", MAX_CREATED_BY),
                createdAt(),
                pieceLayers(info));
    }

    private Tiers trackers() {
        List<List<String>> tiers = new ArrayList<>();
        if (torrent.get("announce-list").orElse(null) instanceof BList list) {
            list.values().forEach(tier -> tiers.add(strings(tier)));
        }
        Tiers kept = Tiers.kept(tiers);
        if (!kept.isEmpty()) {
            return kept;
        }
        return Tiers.kept(
                torrent.get("announce").map(url -> List.of(strings(url))).orElse(List.of()));
    }

    private List<String> webSeeds() {
        return Urls.keep(
                torrent.get("url-list").map(MetainfoReader::strings).orElse(List.of()),
                Urls.WEB_SEED);
    }

    /** The texts of a list, or the one of a lone string. */
    private static List<String> strings(BValue value) {
        return switch (value) {
            case BString string -> List.of(string.lenientText());
            case BList list ->
                    list.values().stream()
                            .filter(BString.class::isInstance)
                            .map(string -> ((BString) string).lenientText())
                            .toList();
            default -> List.of();
        };
    }

    private Optional<String> text(String key, int most) {
        return torrent.get(key)
                .filter(BString.class::isInstance)
                .map(value -> ((BString) value).lenientText())
                .filter(text -> !text.isEmpty())
                .map(text -> text.length() > most ? text.substring(0, most) + "…" : text);
    }

    private Optional<Instant> createdAt() {
        return torrent.get("creation date")
                .filter(BInteger.class::isInstance)
                .map(value -> ((BInteger) value).value())
                .filter(seconds -> seconds > 0 && seconds <= MAX_DATE)
                .map(Instant::ofEpochSecond);
    }

    /**
     * A hybrid may come without layers, as one does whose info dictionary came from a peer: its v1
     * hashes suffice.
     */
    private Optional<byte[]> pieceLayers(Info info) throws ProtocolException {
        if (info.infoHashV2().isEmpty()) {
            return Optional.empty();
        }
        Optional<BDictionary> layers = torrent.dictionary("piece layers");
        if (layers.isEmpty() && info.hasPieceHashes()) {
            return Optional.empty();
        }
        PieceLayers.check(torrent.requireDictionary("piece layers"), info);
        return layers.map(BValue::encoded);
    }
}
