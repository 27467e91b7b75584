package dunlin.tracker.udp;

import dunlin.tracker.store.PeerAddress;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A bound UDP socket on which each packet that comes in may be answered by one that goes out. One
 * thread exchanges; any may close.
 */
public interface UdpSocket extends AutoCloseable {
    /** What answers a packet. */
    @FunctionalInterface
    interface Responder {
        /**
         * Answers a packet.
         *
         * @param request big-endian, from index 0 to its limit; a packet longer than the socket
         *     takes is cut there
         * @param answer an empty big-endian buffer, in which the answer is to end at the position
         * @return whether there is an answer
         */
        boolean answer(ByteBuffer request, PeerAddress sender, ByteBuffer answer);
    }

    /**
     * The longest packets that are looked at and sent, in bytes.
     *
     * @param request one that is as long may be cut
     */
    record Lengths(int request, int answer) {}

    /**
     * Waits for packets and answers those that are there, some at most.
     *
     * @return how many answers could not be sent: a sender may name itself as it likes
     * @throws java.nio.channels.ClosedChannelException if the socket is closed, also meanwhile
     */
    int exchange(Responder responder) throws IOException;

    /** Frees the port, once the exchange that is under way has come to its end. */
    @Override
    void close();
}
