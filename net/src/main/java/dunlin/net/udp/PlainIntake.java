package dunlin.net.udp;

import dunlin.protocol.PeerAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/**
 * Receives through a channel of the JDK, which gives one packet at a time and never waits: so what
 * is there is told of as a batch, and no thread's interrupt closes the channel.
 */
final class PlainIntake implements Intake {
    /** Longer than any packet that UDP has room for. */
    private static final int MAX_PACKET = 65_536;

    /** So many at most until whoever hears may answer them together. */
    private static final int BATCH = 64;

    private final DatagramChannel channel;
    private final Selector selector;
    private final ByteBuffer packet = ByteBuffer.allocateDirect(MAX_PACKET);

    private @Nullable SocketAddress lastSender;
    private PeerAddress from = new PeerAddress(0, 0, 0);

    /** Whether the last batch was full, so that others may wait already. */
    private boolean more;

    PlainIntake(DatagramChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        this.selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
    }

    @Override
    public void receive(Ears ears) throws IOException {
        if (!more) {
            selector.select(_ -> {});
        }
        int count = 0;
        try {
            while (count < BATCH && next()) {
                ears.hear(packet, from);
                count++;
            }
        } finally {
            more = count == BATCH;
            ears.heardAll();
        }
    }

    private boolean next() throws IOException {
        SocketAddress sender = channel.receive(packet.clear());
        if (sender == null) {
            return false;
        }
        if (sender != lastSender) { // the channel gives the same object for the same sender
            lastSender = sender;
            from = PeerAddress.of((InetSocketAddress) sender);
        }
        packet.flip();
        return true;
    }

    @Override
    public void wake() {
        selector.wakeup();
    }

    /** Leaves the channel to others. */
    @Override
    public void close() throws IOException {
        selector.close();
    }
}
