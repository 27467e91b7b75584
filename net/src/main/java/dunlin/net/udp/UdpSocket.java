package dunlin.net.udp;

import dunlin.protocol.PeerAddress;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A thread's way to a UDP port, on which each packet that comes in may be answered by one that goes
 * out. Not thread-safe: each thread has its own, and whichever asks first gets what is there.
 */
public interface UdpSocket {
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
     * What came of an exchange.
     *
     * @param more whether there were as many packets as are taken at once, so that others may wait
     *     for a thread
     * @param unsent how many answers could not be sent: a sender may name itself as it likes
     */
    record Exchanged(boolean more, int unsent) {}

    /**
     * Waits for packets and answers those that are there, some at most.
     *
     * @throws java.nio.channels.ClosedChannelException if the port is closed, also meanwhile
     */
    Exchanged exchange(Responder responder) throws IOException;

    /**
     * Answers the packets that are there, some at most; none where only {@link #exchange} can.
     *
     * @throws java.nio.channels.ClosedChannelException if the port is closed
     */
    default Exchanged exchangeNow(Responder responder) throws IOException {
        return new Exchanged(false, 0);
    }
}
