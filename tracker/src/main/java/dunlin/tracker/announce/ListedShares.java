package dunlin.tracker.announce;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.protocol.InfoHash;
import dunlin.protocol.SipHash;
import dunlin.tracker.event.IndexEvent;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.Catalogue.Watched;
import dunlin.tracker.store.TrackerRejection;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which swarms are those of listed shares, in memory, so that no announce waits for the catalogue:
 * whoever announced hashes that nobody listed made the one thread that answers over UDP ask it for
 * each. A swarm is known by 64 bits of a keyed hash: of a million shares, one in 2^44 hashes that
 * are not listed passes for a listed one, and nobody without the key can say which. That is 12 to
 * 24 bytes for each swarm; twice as many while the catalogue is walked over.
 *
 * <p>What this index lists and drops it hears at once; what others on the same catalogue list,
 * within half a second; what they drop, when the catalogue was walked over again. Thread-safe, but
 * that one thread alone looks.
 */
public final class ListedShares {
    private static final int PAGE = 1_000;
    private static final Duration POLL_EVERY = Duration.ofMillis(500);
    private static final Duration WALK_EVERY = Duration.ofMinutes(10);
    private static final Duration BETWEEN_PAGES = Duration.ofMillis(50);

    /**
     * How far back a poll begins: who registered at the same moment may be seen in another order
     * than numbered.
     */
    private static final int OVERLAP = 200;

    private final Catalogue catalogue;
    private final SipHash hash;

    private volatile Optional<Fingerprints> listed = Optional.empty();

    /** Those of the walk that is under way. */
    @GuardedBy("this")
    private Optional<Fingerprints> walked = Optional.empty();

    private long after;
    private long newest;
    private long nextWalk;
    private long nextPoll;

    /**
     * @param nanos the time, as {@link #look} takes it
     */
    public ListedShares(Catalogue catalogue, long nanos) {
        this.catalogue = catalogue;
        byte[] key = new byte[SipHash.KEY_LENGTH];
        new SecureRandom().nextBytes(key);
        this.hash = new SipHash(key);
        this.nextWalk = nanos;
    }

    /**
     * Whether this is the swarm of a listed share. Asks the catalogue only until it was walked over
     * once.
     */
    public boolean has(InfoHash swarm) throws TrackerRejection {
        Optional<Fingerprints> known = listed;
        return known.isPresent()
                ? known.get().contains(fingerprint(swarm))
                : catalogue.find(swarm).isPresent();
    }

    /** The same without ever asking: true before it was walked over once. */
    public boolean mayHave(InfoHash swarm) {
        Optional<Fingerprints> known = listed;
        return known.isEmpty() || known.get().contains(fingerprint(swarm));
    }

    private long fingerprint(InfoHash swarm) {
        ByteBuffer bytes = ByteBuffer.wrap(swarm.bytes());
        // Its length stands in the highest byte of the last word.
        long end = bytes.getInt(16) & 0xffffffffL | (long) InfoHash.LENGTH << 56;
        return hash.ofWords(bytes.getLong(0), bytes.getLong(8), end);
    }

    /** Hears what became of a share at this index. */
    public synchronized void changed(IndexEvent.Share share) {
        long fingerprint = fingerprint(share.id());
        switch (share.change()) {
            case REGISTERED -> {
                listed.ifPresent(known -> known.add(fingerprint));
                walked.ifPresent(known -> known.add(fingerprint));
            }
            case REMOVED, FORGOTTEN -> {
                listed.ifPresent(known -> known.remove(fingerprint));
                walked.ifPresent(known -> known.remove(fingerprint));
            }
            case HOLDER_ADDED, CHANGED -> {}
        }
    }

    /**
     * Reads of the catalogue what is due.
     *
     * @return how long to wait before the next look
     */
    public Duration look(long nanos) throws TrackerRejection {
        if (listed.isPresent() && nanos - nextPoll >= 0) {
            nextPoll = nanos + POLL_EVERY.toNanos();
            poll();
        }
        if (nanos - nextWalk >= 0 && walk()) {
            nextWalk = nanos + WALK_EVERY.toNanos();
            nextPoll = nanos;
        }
        boolean walking = nanos - nextWalk >= 0;
        return walking ? listed.isPresent() ? BETWEEN_PAGES : Duration.ZERO : POLL_EVERY;
    }

    private void poll() throws TrackerRejection {
        long from = Math.max(0, newest - OVERLAP);
        List<Watched> page;
        do {
            page = catalogue.watch(from, PAGE);
            for (Watched share : page) {
                share.swarms().forEach(swarm -> listed.get().add(fingerprint(swarm)));
                from = share.seq();
            }
        } while (page.size() == PAGE);
        newest = Math.max(newest, from);
    }

    /** Reads the next page; whether it was the last. */
    private boolean walk() throws TrackerRejection {
        Fingerprints known = begun();
        List<Watched> page = catalogue.watch(after, PAGE);
        for (Watched share : page) {
            share.swarms().forEach(swarm -> known.add(fingerprint(swarm)));
            after = share.seq();
        }
        if (!page.isEmpty()) {
            return false;
        }
        end(known);
        newest = after;
        after = 0;
        return true;
    }

    private synchronized Fingerprints begun() {
        if (walked.isEmpty()) {
            walked = Optional.of(new Fingerprints());
        }
        return walked.get();
    }

    private synchronized void end(Fingerprints known) {
        listed = Optional.of(known);
        walked = Optional.empty();
    }
}
