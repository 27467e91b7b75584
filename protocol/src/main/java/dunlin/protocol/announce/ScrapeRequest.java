package dunlin.protocol.announce;

import static java.util.stream.Collectors.joining;

import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import java.util.ArrayList;
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
     * Reads the query of a scrape URL.
     *
     * @throws ProtocolException saying what is wrong, fit to be told to the client
     */
    public static ScrapeRequest parse(String query) throws ProtocolException {
        List<byte[]> values = RawQuery.parse(query, MAX_QUERY).all("info_hash");
        if (values.isEmpty() || values.size() > MAX_HASHES) {
            throw new ProtocolException(
                    "a scrape of "
                            + values.size()
                            + " info-hashes, 1 to "
                            + MAX_HASHES
                            + " are answered");
        }
        List<InfoHash> hashes = new ArrayList<>();
        for (byte[] value : values) {
            hashes.add(InfoHash.of(RawQuery.exactly("info_hash", value, InfoHash.LENGTH)));
        }
        return new ScrapeRequest(hashes);
    }
}
