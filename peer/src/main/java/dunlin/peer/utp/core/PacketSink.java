package dunlin.peer.utp.core;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Takes the packets that a connection sends. */
public interface PacketSink {
    /** How long a packet may be on its way. */
    enum Kind {
        /** As long as others that arrived; is not to be cut into fragments on the way. */
        USUAL,
        /** Longer than any that arrived, to see whether it does; not to be cut either. */
        PROBE,
        /** Did not arrive, perhaps since it is too long: may be cut into fragments. */
        FRAGMENTABLE
    }

    /**
     * A packet leaves: a head, then bytes of the stream.
     *
     * @param head from its position to its limit; valid until this returns
     * @param bytes where the payload lies; stays as it is until the packet is acknowledged
     * @param from the first byte's index there
     * @param length bytes of the payload, 0 for none
     */
    void send(ByteBuffer head, MemorySegment bytes, long from, int length, Kind kind);
}
