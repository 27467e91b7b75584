package dunlin.net.udp;

import dunlin.net.udp.UdpSocket.Lengths;
import dunlin.protocol.PeerAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One packet at a time, through a channel of the JDK: on every system. */
final class ChannelPort implements UdpPort {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelPort.class);

    private final DatagramChannel channel;
    private final InetSocketAddress address;
    private final Lengths lengths;

    private ChannelPort(DatagramChannel channel, InetSocketAddress address, Lengths lengths) {
        this.channel = channel;
        this.address = address;
        this.lengths = lengths;
    }

    static ChannelPort open(InetSocketAddress listen, Lengths lengths) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            channel.bind(listen);
            return new ChannelPort(channel, (InetSocketAddress) channel.getLocalAddress(), lengths);
        } catch (IOException e) {
            channel.close();
            String at = listen.getHostString() + " port " + listen.getPort();
            throw new IOException("cannot listen on UDP " + at + ": " + e.getMessage(), e);
        }
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public boolean takesBatches() {
        return false;
    }

    @Override
    public UdpSocket socket() {
        return new Socket();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing a UDP port", e);
        }
    }

    private final class Socket implements UdpSocket {
        private final ByteBuffer request = ByteBuffer.allocateDirect(lengths.request());
        private final ByteBuffer answer = ByteBuffer.allocateDirect(lengths.answer());

        @Override
        public Exchanged exchange(Responder responder) throws IOException {
            InetSocketAddress sender = (InetSocketAddress) channel.receive(request.clear());
            if (!responder.answer(request.flip(), PeerAddress.of(sender), answer.clear())) {
                return new Exchanged(false, 0);
            }
            try {
                channel.send(answer.flip(), sender);
                return new Exchanged(false, 0);
            } catch (ClosedChannelException e) {
                throw e;
            } catch (IOException e) {
                return new Exchanged(false, 1);
            }
        }
    }
}
