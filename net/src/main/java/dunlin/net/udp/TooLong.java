package dunlin.net.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * Tells whether a packet could not be sent since it is too long. The JDK has no type for that, only
 * the system's words in the person's language: so the system is asked once what it says of a packet
 * that is longer than any may be. Thread-safe.
 */
final class TooLong {
    private static final int IMPOSSIBLE = 70_000;

    private final String words;

    private TooLong(String words) {
        this.words = words;
    }

    /** Asks by a packet to the channel's own port, which never leaves. */
    static TooLong askedOf(DatagramChannel channel) {
        try {
            InetSocketAddress own = (InetSocketAddress) channel.getLocalAddress();
            channel.send(ByteBuffer.allocate(IMPOSSIBLE), own);
            return new TooLong("");
        } catch (IOException | IllegalArgumentException e) {
            return new TooLong(String.valueOf(e.getMessage()));
        }
    }

    boolean isReason(IOException e) {
        return words.equals(e.getMessage());
    }
}
