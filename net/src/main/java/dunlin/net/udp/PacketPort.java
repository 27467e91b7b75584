package dunlin.net.udp;

import dunlin.protocol.PeerAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A peer's one UDP port, which several protocols share: each is known by the first byte of its
 * packets. Packets may be lost, as UDP is. Thread-safe.
 */
public interface PacketPort extends AutoCloseable {
    /** Longest packet that is taken, in bytes; a longer one is dropped. */
    int MAX_PACKET = 2_047;

    /** What is spoken on the port. */
    enum Kind {
        /** A bencoded dictionary: the distributed hash table (BEP 5). */
        KRPC,
        /** Version 1 in the low half of the first byte, a type of 0 to 4 in the high (BEP 29). */
        UTP;

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
    }

    /**
     * Numbers since the port was opened.
     *
     * @param received packets that somebody heard
     * @param dropped packets that nobody wanted, or that were too long
     * @param sent packets that the system took
     * @param unsent packets that it refused
     */
    record Counts(long received, long dropped, long sent, long unsent) {}

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

    Counts counts();

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
