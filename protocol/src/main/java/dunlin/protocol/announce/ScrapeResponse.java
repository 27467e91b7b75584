package dunlin.protocol.announce;

import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.bencode.BDictionary;
import dunlin.protocol.bencode.BString;
import dunlin.protocol.bencode.Bencode;
import dunlin.protocol.bencode.BencodeWriter;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many have what (BEP 48).
 *
 * <pre>
 *   { files: { info-hash of 20 bytes: { complete, downloaded, ? downloaders, incomplete: integers }
 *              ... } }
 *   { failure reason: text }
 * </pre>
 *
 * @param swarms by info-hash, in the order of its bytes; unmodifiable
 */
public record ScrapeResponse(SortedMap<InfoHash, Counts> swarms) {
    /**
     * One swarm.
     *
     * @param complete number of seeders
     * @param downloaded how often someone completed
     * @param downloaders number of leechers that still download: all but partial seeds (BEP 21)
     * @param incomplete number of leechers
     */
    public record Counts(int complete, long downloaded, int downloaders, int incomplete) {
        /** A swarm that nobody is in. */
        public static final Counts NOBODY = new Counts(0, 0, 0);

        /** A swarm without partial seeds, as far as is known. */
        public Counts(int complete, long downloaded, int incomplete) {
            this(complete, downloaded, incomplete, incomplete);
        }
    }

    public ScrapeResponse {
        swarms = Collections.unmodifiableSortedMap(new TreeMap<>(swarms));
    }

    /** The bencoded answer. */
    public byte[] encode() {
        BencodeWriter out = new BencodeWriter().dictionary().key("files").dictionary();
        for (Map.Entry<InfoHash, Counts> swarm : swarms.entrySet()) {
            Counts counts = swarm.getValue();
            out.key(swarm.getKey().bytes()).dictionary();
            out.key("complete").integer(counts.complete());
            out.key("downloaded").integer(counts.downloaded());
            out.key("downloaders").integer(counts.downloaders());
            out.key("incomplete").integer(counts.incomplete());
            out.end();
        }
        return out.end().end().toBytes();
    }

    /**
     * Reads a bencoded answer; swarms that cannot be read are passed over.
     *
     * @throws ProtocolException if it is none, or tells a failure; its reason is in the message
     */
    public static ScrapeResponse parse(byte[] answer) throws ProtocolException {
        BDictionary dictionary = Bencode.message(answer);
        Optional<BString> reason = dictionary.maybeString("failure reason");
        if (reason.isPresent()) {
            throw new ProtocolException("the tracker refuses: " + reason.get());
        }
        TreeMap<InfoHash, Counts> swarms = new TreeMap<>();
        for (BDictionary.Entry file : dictionary.requireDictionary("files").entries()) {
            if (file.key().length() == InfoHash.LENGTH
                    && file.value() instanceof BDictionary counts) {
                swarms.putIfAbsent(InfoHash.of(file.key().bytes()), counts(counts));
            }
        }
        return new ScrapeResponse(swarms);
    }

    private static Counts counts(BDictionary counts) {
        int incomplete = (int) count(counts, "incomplete", 0, Integer.MAX_VALUE);
        return new Counts(
                (int) count(counts, "complete", 0, Integer.MAX_VALUE),
                count(counts, "downloaded", 0, Long.MAX_VALUE),
                (int) count(counts, "downloaders", incomplete, incomplete),
                incomplete);
    }

    private static long count(BDictionary counts, String key, long otherwise, long max) {
        return Math.clamp(counts.maybeInteger(key).orElse(otherwise), 0, max);
    }
}
