package dunlin.tracker.udp;

import dunlin.tracker.store.PeerAddress;
import dunlin.tracker.udp.UdpSocket.Lengths;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UDP port with a socket for each thread that serves it: the system spreads the senders over
 * them, and no thread waits for another.
 *
 * @param address where it is
 * @param sockets one or more; the caller closes each
 */
public record UdpPort(InetSocketAddress address, List<UdpSocket> sockets) {
    private static final Logger LOG = LoggerFactory.getLogger(UdpPort.class);

    /** What waits while a thread is held up, by the garbage collector for instance. */
    private static final int RECEIVE_BUFFER = 4 << 20;

    public UdpPort {
        sockets = List.copyOf(sockets);
    }

    /**
     * Opens a port by the best means that this system has. On a wildcard address it hears IPv4 and
     * IPv6.
     *
     * @param listen port 0 for any free one
     * @param count how many sockets
     * @param batch how many packets a socket takes at once, if it can
     * @throws IOException if the address is not to be had
     */
    public static UdpPort open(InetSocketAddress listen, int count, int batch, Lengths lengths)
            throws IOException {
        DatagramChannel first = bind(listen);
        if (LinuxCalls.areHere(System.getProperty("os.name"), System.getProperty("os.arch"))) {
            try {
                return batched(first, count, batch, lengths);
            } catch (IOException | IllegalCallerException | LinkageError e) {
                LOG.info("no batches of UDP packets here: {}", e.toString());
            }
        }
        return portable(first, count, lengths);
    }

    /** As {@link #open}, by the means that every system has. */
    public static UdpPort portable(InetSocketAddress listen, int count, Lengths lengths)
            throws IOException {
        return portable(bind(listen), count, lengths);
    }

    /** Bound alone, so that no other program's socket is on the port. */
    private static DatagramChannel bind(InetSocketAddress listen) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            return channel.bind(listen);
        } catch (IOException e) {
            channel.close();
            String at = listen.getHostString() + " port " + listen.getPort();
            throw new IOException("cannot listen on UDP " + at + ": " + e.getMessage(), e);
        }
    }

    /** Only after it was bound: before, it would have shared the port with others' sockets. */
    private static void share(DatagramChannel first) throws IOException {
        first.setOption(StandardSocketOptions.SO_REUSEPORT, true);
    }

    private static InetSocketAddress addressOf(DatagramChannel channel) throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    private static UdpPort batched(DatagramChannel first, int count, int batch, Lengths lengths)
            throws IOException {
        share(first);
        InetSocketAddress address = addressOf(first);
        // The wildcard of IPv6 stands for that of IPv4 too.
        PeerAddress at =
                address.getAddress().isAnyLocalAddress()
                        ? new PeerAddress(0, 0, address.getPort())
                        : PeerAddress.of(address);
        List<UdpSocket> sockets = new ArrayList<>();
        try {
            while (sockets.size() < count) {
                sockets.add(LinuxSocket.open(at, RECEIVE_BUFFER, batch, lengths));
            }
        } catch (IOException e) {
            sockets.forEach(UdpSocket::close);
            throw e;
        }
        first.close();
        return new UdpPort(address, sockets);
    }

    /** Where a port has one socket only, all threads share one channel. */
    private static UdpPort portable(DatagramChannel first, int count, Lengths lengths)
            throws IOException {
        List<UdpSocket> sockets = new ArrayList<>();
        try {
            boolean shares = first.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
            if (shares) {
                share(first);
            }
            sockets.add(new ChannelSocket(first, lengths));
            while (sockets.size() < count) {
                sockets.add(new ChannelSocket(shares ? beside(first) : first, lengths));
            }
            return new UdpPort(addressOf(first), sockets);
        } catch (IOException e) {
            sockets.forEach(UdpSocket::close);
            first.close();
            throw e;
        }
    }

    private static DatagramChannel beside(DatagramChannel first) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            return channel.bind(addressOf(first));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }
}
