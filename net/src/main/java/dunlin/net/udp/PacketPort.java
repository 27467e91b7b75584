package dunlin.net.udp;

import dunlin.protocol.PeerAddress;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A peer's one UDP port, which several protocols share: each is known by the first byte of its
 * packets. Packets may be lost, as UDP is. Thread-safe.
 */
public interface PacketPort extends AutoCloseable {
    /** What is spoken on the port. */
    enum Kind {
        /** A bencoded dictionary: the distributed hash table (BEP 5). */
        KRPC(2_047),
        /** Version 1 in the low half of the first byte, a type of 0 to 4 in the high (BEP 29). */
        UTP(65_535);

        private final int longest;

        Kind(int longest) {
            this.longest = longest;
        }

        /** Longest packet that is taken, in bytes; a longer one is dropped. */
        public int longest() {
            return longest;
        }

        /** What a packet is that begins with this byte; empty for what nobody here speaks. */
        static Optional<Kind> of(byte first) {
            if (first == 'd') {
                return Optional.of(KRPC);
            }
            boolean isUtp = (first & 0x0f) == 1 && (first & 0xff) >>> 4 <= 4;
            return isUtp ? Optional.of(UTP) : Optional.empty();
        }
    }

    /** Hears the packets of one kind, on the port's only thread that receives: must not block. */
    @FunctionalInterface
    interface Listener {
        /**
         * A packet came.
         *
         * @param packet from its position to its limit; valid until this returns
         * @param from as it says itself: anybody can write there what he likes
         */
        void heard(ByteBuffer packet, PeerAddress from);

        /** All packets that were there have been told of; more may come at once. */
        default void heardAll() {}
    }

    /** What became of a packet. */
    enum Sent {
        /** The system took it. */
        TAKEN,
        /** It is lost: no way there, or no room, also after a moment. */
        LOST,
        /** It is longer than the first part of the way carries, and may not be cut. */
        TOO_LONG
    }

    /**
     * Packets that leave together, where the system can. Not thread-safe; each thread that sends
     * has its own.
     */
    interface Batch {
        /**
         * Adds a packet that is not to be cut into fragments: a head, then a payload. May send what
         * was added before.
         *
         * @param head from its position to its limit; copied
         * @param payload native memory that stays as it is until {@link #send}
         * @param from the payload's first byte there
         * @param length its bytes, 0 for none
         */
        void add(PeerAddress to, ByteBuffer head, MemorySegment payload, long from, int length);

        /** Sends all. @return what became of the worst of them since the last call */
        Sent send();
    }

    /**
     * Numbers since the port was opened.
     *
     * @param received packets that somebody heard
     * @param dropped packets that nobody wanted, or that were too long
     * @param sent packets that the system took
     * @param unsent packets that it refused
     * @param overflowed packets that it had no room for until they were received; 0 where it does
     *     not tell
     */
    record Counts(long received, long dropped, long sent, long unsent, long overflowed) {}

    /** Where it is, with the port that was given. */
    InetSocketAddress address();

    /** Leads the packets of a kind to a listener from now on, instead of to any before. */
    void lead(Kind kind, Listener listener);

    /** Leads them nowhere any more; nothing happens if another listener has taken the place. */
    void turnAway(Kind kind, Listener listener);

    /**
     * Sends a packet, or loses it. Hardly ever waits: only where the system has no room for
     * another.
     *
     * @param packet from its position to its limit, both of which stay
     * @return whether the system took it
     */
    boolean send(ByteBuffer packet, PeerAddress to);

    /**
     * Sends a packet, or loses it.
     *
     * @param isWhole whether it must not be cut into fragments on the way
     */
    Sent send(ByteBuffer packet, PeerAddress to, boolean isWhole);

    /** A batch for one more thread. */
    Batch batch();

    /**
     * Much is about to be sent or received: from soon on by the best means that the system has,
     * which cost too much for who exchanges a few packets.
     */
    void expectMuch();

    Counts counts();

    /**
     * How many bytes may wait here until they are received, as far as the system tells: what comes
     * beyond in one burst is lost. Small packets take more room than they have bytes.
     */
    int receiveBuffer();

    /** Frees the port; no listener is called any more. Not to be called from one. */
    @Override
    void close();

    /**
     * Opens a port: on a wildcard address for IPv4 and IPv6. If it is taken, any other one is, and
     * {@link #address} says which.
     *
     * @throws IOException if the address is not to be had
     */
    static PacketPort open(InetSocketAddress listen) throws IOException {
        return SharedPort.open(listen);
    }
}
