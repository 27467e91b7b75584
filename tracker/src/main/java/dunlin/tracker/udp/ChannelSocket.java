package dunlin.tracker.udp;

import dunlin.tracker.store.PeerAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One packet at a time, through a channel of the JDK: on every system. */
final class ChannelSocket implements UdpSocket {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelSocket.class);

    private final DatagramChannel channel;
    private final ByteBuffer request;
    private final ByteBuffer answer;

    /** On a channel that is bound, and that others may use beside this one. */
    ChannelSocket(DatagramChannel channel, Lengths lengths) {
        this.channel = channel;
        this.request = ByteBuffer.allocateDirect(lengths.request());
        this.answer = ByteBuffer.allocateDirect(lengths.answer());
    }

    @Override
    public int exchange(Responder responder) throws IOException {
        InetSocketAddress sender = (InetSocketAddress) channel.receive(request.clear());
        if (!responder.answer(request.flip(), PeerAddress.of(sender), answer.clear())) {
            return 0;
        }
        try {
            channel.send(answer.flip(), sender);
            return 0;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            return 1;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing a UDP socket", e);
        }
    }
}
