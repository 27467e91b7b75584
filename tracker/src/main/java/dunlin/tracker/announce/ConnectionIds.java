package dunlin.tracker.announce;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.SipHash;
import java.security.SecureRandom;

/**
 * Connection ids of BEP 15 without a table of them: an id is a keyed hash of the address that asked
 * for it and of the minute. Whoever sends one back can receive at its address; nobody else can know
 * it. The port does not count: a NAT may change it from one packet to the next. Immutable.
 */
public final class ConnectionIds {
    /** Bytes of the key. */
    public static final int KEY_LENGTH = SipHash.KEY_LENGTH;

    private static final long SLOT_SECONDS = 60;
    private static final long LENGTH_WORD = 24L << 56;

    private final SipHash hash;

    /**
     * @param key {@value #KEY_LENGTH} secret bytes. Trackers that share a key take each other's
     *     ids, as long as their clocks agree
     */
    public ConnectionIds(byte[] key) {
        this.hash = new SipHash(key);
    }

    /** Ids that only this process can tell from forged ones. */
    public static ConnectionIds random() {
        byte[] key = new byte[KEY_LENGTH];
        new SecureRandom().nextBytes(key);
        return new ConnectionIds(key);
    }

    /**
     * The id for this address, valid for one minute at least and two at most.
     *
     * @param now seconds since 1970
     */
    long issue(PeerAddress to, long now) {
        return id(to, now / SLOT_SECONDS);
    }

    /**
     * Whether the id was issued to this address in this minute or the one before; or in the next,
     * by a tracker whose clock is ahead.
     */
    boolean isValid(long id, PeerAddress from, long now) {
        long slot = now / SLOT_SECONDS;
        return id == id(from, slot) || id == id(from, slot - 1) || id == id(from, slot + 1);
    }

    private long id(PeerAddress address, long slot) {
        return hash.ofWords(address.high(), address.low(), slot, LENGTH_WORD);
    }
}
