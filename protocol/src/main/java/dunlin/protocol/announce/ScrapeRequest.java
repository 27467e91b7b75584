package dunlin.protocol.announce;

import static java.util.stream.Collectors.joining;

import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import java.util.List;

/**
 * Asks a tracker how many have what, without joining (BEP 48).
 *
 * @param infoHashes the swarms, 1 to {@link #MAX_HASHES}; asking for all is not offered
 */
public record ScrapeRequest(List<InfoHash> infoHashes) {
    /** Most swarms in one request; a BEP 15 packet holds about as many. */
    public static final int MAX_HASHES = 74;

    private static final int MAX_QUERY = 8 * 1024;

    public ScrapeRequest {
        infoHashes = List.copyOf(infoHashes);
        if (infoHashes.isEmpty() || infoHashes.size() > MAX_HASHES) {
            throw new IllegalArgumentException(infoHashes.size() + " info-hashes to scrape");
        }
    }

    /** The query of the scrape URL, without a question mark. */
    public String toQuery() {
        return infoHashes.stream()
                .map(hash -> "info_hash=" + RawQuery.encode(hash.bytes()))
                .collect(joining("&"));
    }

    /**
     * Reads the query of a scrape URL: the first {@link #MAX_HASHES} of its info-hashes, without
     * those of another length.
     *
     * @throws ProtocolException saying what is wrong, fit to be told to the client
     */
    public static ScrapeRequest parse(String query) throws ProtocolException {
        List<byte[]> values = RawQuery.parse(query, MAX_QUERY).all("info_hash");
        if (values.isEmpty()) {
            throw new ProtocolException("a scrape without an info_hash");
        }
        List<InfoHash> hashes =
                values.stream()
                        .filter(value -> value.length == InfoHash.LENGTH)
                        .limit(MAX_HASHES)
                        .map(InfoHash::of)
                        .toList();
        if (hashes.isEmpty()) {
            RawQuery.exactly("info_hash", values.getFirst(), InfoHash.LENGTH);
        }
        return new ScrapeRequest(hashes);
    }
}
