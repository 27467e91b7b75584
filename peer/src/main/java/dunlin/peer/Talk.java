package dunlin.peer;

import dunlin.protocol.ProtocolException;
import java.time.Duration;

/**
 * How much a peer may say, beside blocks and news of pieces: each message costs us a decision under
 * a lock that others wait for, and one that says nothing new could be sent half a million times a
 * second. A peer has some thousand messages at once, then so many a second, and some for each block
 * that passes either way, since blocks have to be asked for, refused and taken back. Not
 * thread-safe.
 */
public final class Talk {
    /**
     * What an extension handshake costs. Some are usual, when a port or a client's name changes; a
     * dictionary has to be read.
     */
    public static final int HANDSHAKE = 400;

    /** What another extension message costs. */
    public static final int EXTENDED = 10;

    /** What a peer may say at once: some times the requests that are under way with any client. */
    private static final int AT_ONCE = 20_000;

    private static final long NANOS_EACH = Duration.ofSeconds(1).toNanos() / 500;
    private static final int FOR_A_BLOCK = 4;
    private static final int BLOCK_BYTES = 16 * 1024;

    private long left = AT_ONCE;
    private long paidUntil;
    private long blocks;

    /** Begins with all that may be said at once. @param now a {@code nanoTime}, as in all calls */
    public Talk(long now) {
        this.paidUntil = now;
    }

    /**
     * A message came.
     *
     * @param weight what it costs, in messages of the simplest kind
     * @param moved bytes of blocks that passed so far, both ways together
     * @throws ProtocolException if it was more than the peer may say
     */
    public void hear(int weight, long now, long moved) throws ProtocolException {
        left -= weight;
        if (left < 0) {
            earn(now, moved / BLOCK_BYTES);
        }
        if (left < 0) {
            throw new ProtocolException("it talks on and on, and says nothing new");
        }
    }

    private void earn(long now, long blocksMoved) {
        long earned = (now - paidUntil) / NANOS_EACH;
        paidUntil += earned * NANOS_EACH;
        left = Math.min(AT_ONCE, left + earned + FOR_A_BLOCK * (blocksMoved - blocks));
        blocks = blocksMoved;
    }
}
