package dunlin.net.udp;

import dunlin.net.linux.LinuxCalls;
import dunlin.net.udp.UdpSocket.Lengths;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.slf4j.LoggerFactory;

/** A UDP port that any number of threads serve. Thread-safe. */
public interface UdpPort extends AutoCloseable {
    /** What waits while a thread is held up, by the garbage collector for instance. */
    int RECEIVE_BUFFER = 4 << 20;

    /** Where it is. */
    InetSocketAddress address();

    /** Whether a thread takes many packets at once, so that one may be enough for all. */
    boolean takesBatches();

    /** A way to the port for one more thread. */
    UdpSocket socket();

    /** Frees the port, once the exchanges that are under way have come to their end. */
    @Override
    void close();

    /**
     * Opens a port by the best means that this system has. On a wildcard address it hears IPv4 and
     * IPv6.
     *
     * @param listen port 0 for any free one
     * @param batch how many packets a socket takes at once, if it can
     * @throws IOException if the address is not to be had
     */
    static UdpPort open(InetSocketAddress listen, int batch, Lengths lengths) throws IOException {
        if (LinuxCalls.areHere(System.getProperty("os.name"), System.getProperty("os.arch"))) {
            try {
                return LinuxPort.open(listen, batch, lengths);
            } catch (IOException | IllegalCallerException | LinkageError e) {
                LoggerFactory.getLogger(UdpPort.class)
                        .info("no batches of UDP packets here: {}", e.toString());
            }
        }
        return portable(listen, lengths);
    }

    /** As {@link #open}, by the means that every system has. */
    static UdpPort portable(InetSocketAddress listen, Lengths lengths) throws IOException {
        return ChannelPort.open(listen, lengths);
    }
}
