package dunlin.bench.load;

import java.util.List;
import java.util.SplittableRandom;

/**
 * What one client announces: first each of its peers once, in every swarm, so that the swarms are
 * full; from then on any of them at random, one in ten with an event. Allocates nothing. Not
 * thread-safe.
 */
final class Announces {
    /** Events by their numbers in BEP 15. */
    static final int NONE = 0;

    static final int COMPLETED = 1;
    static final int STARTED = 2;
    static final int STOPPED = 3;

    private static final int FIRST_PORT = 10_000;
    private static final int ONE_WITH_EVENT_IN = 10;
    private static final int ONE_SEEDER_IN = 5;
    private static final long MISSING = 1 << 30;

    private final List<byte[]> infoHashes;
    private final int first;
    private final int step;
    private final int own;
    private final SplittableRandom random;
    private int preloading;
    private volatile boolean preloaded;
    private int hash;
    private int peer;
    private int event;

    /**
     * @param infoHashes of the swarms, 20 bytes each
     * @param peers how many are in each swarm, over all clients
     * @param client this client's number, from 0
     * @param clients how many share the peers, at most {@code peers}
     */
    Announces(List<byte[]> infoHashes, int peers, int client, int clients) {
        if (client >= clients || clients > peers || peers > 50_000 || infoHashes.isEmpty()) {
            throw new IllegalArgumentException(
                    "client %d of %d, %d peers in each of %d swarms"
                            .formatted(client, clients, peers, infoHashes.size()));
        }
        this.infoHashes = infoHashes;
        this.first = client;
        this.step = clients;
        this.own = (peers - client + clients - 1) / clients;
        this.random = new SplittableRandom(client);
    }

    /** Moves on to the next announce, which the other methods tell of. */
    void next() {
        if (preloading < own * infoHashes.size()) {
            hash = preloading % infoHashes.size();
            peer = first + step * (preloading / infoHashes.size());
            event = STARTED;
            preloading++;
            return;
        }
        if (!preloaded) {
            preloaded = true;
        }
        hash = random.nextInt(infoHashes.size());
        peer = first + step * random.nextInt(own);
        event = random.nextInt(ONE_WITH_EVENT_IN) == 0 ? 1 + random.nextInt(STOPPED) : NONE;
    }

    /** Whether each peer was announced once; may be asked by another thread. */
    boolean preloaded() {
        return preloaded;
    }

    /** Which of the info-hashes. */
    int hash() {
        return hash;
    }

    byte[] infoHash() {
        return infoHashes.get(hash);
    }

    /** The peer's number, below the count of peers in a swarm. */
    int peer() {
        return peer;
    }

    int port() {
        return FIRST_PORT + peer;
    }

    int event() {
        return event;
    }

    /** Bytes that the peer says it lacks; one in five has all. */
    long left() {
        return event == COMPLETED || peer % ONE_SEEDER_IN == 0 ? 0 : MISSING;
    }
}
