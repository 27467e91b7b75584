package dunlin.protocol.metainfo;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.bencode.Bencode;
import dunlin.protocol.bencode.BencodeWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A {@code .torrent} file: the share's info dictionary and what stands around it (BEP 3, 12, 19).
 * Immutable.
 *
 * @param info the share itself
 * @param trackers a lone {@code announce} is one tier of one
 * @param webSeeds HTTP addresses of the content (BEP 19)
 * @param comment free text
 * @param createdBy the program that made it
 * @param createdAt when it was made
 * @param pieceLayers the raw bencoded {@code piece layers} dictionary (BEP 52), checked against the
 *     roots
 */
public record Metainfo(
        Info info,
        Tiers trackers,
        List<String> webSeeds,
        Optional<String> comment,
        Optional<String> createdBy,
        Optional<Instant> createdAt,
        Optional<byte[]> pieceLayers) {
    public Metainfo {
        webSeeds = List.copyOf(webSeeds);
    }

    /**
     * Reads a {@code .torrent} file and checks it whole. Of trackers and web seeds those with an
     * unknown scheme or beyond 256 are left out; texts that are too long are cut. What follows its
     * end, such as a newline, is passed over.
     *
     * @throws ProtocolException if it is malformed, contradicts itself or is beyond our limits
     */
    public static Metainfo parse(byte[] torrent) throws ProtocolException {
        return new MetainfoReader(Bencode.leadingDictionary(torrent, Bencode.Limits.TORRENT))
                .read();
    }

    /**
     * A share of which only the info dictionary and some trackers are known, as after a magnet
     * link.
     */
    public static Metainfo of(Info info, Tiers trackers) {
        return new Metainfo(
                info,
                trackers,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Where it is announced by a person who names trackers: at those, then at its own. A private
     * share that has its own is announced there only (BEP 27), so that nobody else hears of it.
     */
    public Tiers announcedAt(Tiers named) {
        return info.isPrivate() && !trackers.isEmpty() ? trackers : named.then(trackers);
    }

    /** This share with these trackers instead of its own. */
    public Metainfo with(Tiers others) {
        return new Metainfo(info, others, webSeeds, comment, createdBy, createdAt, pieceLayers);
    }

    /** The bytes of the {@code .torrent} file; the info dictionary stands in it as it came. */
    public byte[] encode() {
        BencodeWriter out = new BencodeWriter().dictionary();
        trackers.write(out);
        comment.ifPresent(text -> out.key("comment").text(text));
        createdBy.ifPresent(text -> out.key("created by").text(text));
        createdAt.ifPresent(time -> out.key("creation date").integer(time.getEpochSecond()));
        info.encoding().ifPresent(charset -> out.key("encoding").text(charset.name()));
        out.key("info").raw(info.bytes());
        pieceLayers.ifPresent(layers -> out.key("piece layers").raw(layers));
        if (!webSeeds.isEmpty()) {
            out.key("url-list").list();
            webSeeds.forEach(out::text);
            out.end();
        }
        return out.end().toBytes();
    }

    /**
     * The magnet link of this share: both info-hashes if there are two, name, size, trackers and
     * web seeds. That of a private share has neither trackers nor web seeds, whose URLs often carry
     * a person's key; better do not hand it out at all.
     */
    public Magnet magnet() {
        return new Magnet(
                info.infoHash(),
                info.infoHashV2(),
                Optional.of(info.name()),
                OptionalLong.of(info.contentSize()),
                info.isPrivate() ? List.of() : trackers.urls(),
                List.of(),
                info.isPrivate() ? List.of() : webSeeds,
                List.of());
    }
}
