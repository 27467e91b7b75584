package dunlin.discovery.tracker;

import dunlin.discovery.tracker.UdpExchange.Connection;
import dunlin.discovery.tracker.UdpExchange.Question;
import dunlin.protocol.ErrorText;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.AnnounceResponse;
import dunlin.protocol.announce.PackedAddresses;
import dunlin.protocol.announce.udp.UdpRequest;
import dunlin.protocol.announce.udp.UdpRequestCodec;
import dunlin.protocol.announce.udp.UdpResponse;
import dunlin.protocol.announce.udp.UdpResponseCodec;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks trackers over UDP, each question from a socket that hears only the tracker asked. Keeps the
 * connection ids while they last, and comes back from the same port with them, for a tracker may
 * hold an id to be good for that port only. Thread-safe.
 */
final class UdpCaller {
    /** Room for as many peers as are taken from an answer; the system cuts off what is more. */
    private static final int MAX_ANSWER =
            UdpResponseCodec.PEERS + AnnounceResponse.MAX_PEERS * (PackedAddresses.IPV6 + 2);

    private record Known(Connection connection, int localPort) {}

    private final Optional<InetAddress> bind;
    private final SecureRandom random = new SecureRandom();

    /** Connections that no exchange uses just now; those that expired go when another comes. */
    private final Map<InetSocketAddress, Known> connections = new ConcurrentHashMap<>();

    /**
     * @param bind the address that questions leave from
     */
    UdpCaller(Optional<InetAddress> bind) {
        this.bind = bind;
    }

    /** The bytes of an address of this kind in packets. */
    static int length(InetAddress address) {
        return address instanceof Inet4Address ? PackedAddresses.IPV4 : PackedAddresses.IPV6;
    }

    /**
     * Asks and waits for the answer, which may be an error. Call it on a virtual thread: there it
     * can be interrupted.
     *
     * @throws IOException if no answer came; the message is one line for a person
     * @throws ProtocolException if the answer is malformed
     */
    UdpResponse ask(InetSocketAddress tracker, Question question, Duration within)
            throws IOException, ProtocolException {
        long now = System.nanoTime();
        Optional<Known> known =
                Optional.ofNullable(connections.remove(tracker))
                        .filter(old -> !old.connection().isExpired(now));
        try (DatagramSocket socket = new DatagramSocket(null)) {
            bind(socket, known.map(Known::localPort).orElse(0));
            socket.connect(tracker);
            int port = socket.getLocalPort();
            UdpExchange exchange =
                    new UdpExchange(
                            question,
                            known.filter(old -> old.localPort() == port).map(Known::connection),
                            length(tracker.getAddress()),
                            within,
                            random,
                            now);
            UdpResponse answer = converse(socket, exchange);
            exchange.connection().ifPresent(got -> keep(tracker, new Known(got, port)));
            return answer;
        } catch (IOException e) {
            throw explain(e, tracker);
        }
    }

    private void bind(DatagramSocket socket, int port) throws IOException {
        try {
            socket.bind(local(port));
        } catch (BindException e) {
            if (port == 0) {
                throw e;
            }
            socket.bind(local(0));
        }
    }

    private InetSocketAddress local(int port) {
        return bind.map(address -> new InetSocketAddress(address, port))
                .orElseGet(() -> new InetSocketAddress(port));
    }

    private void keep(InetSocketAddress tracker, Known known) {
        long now = System.nanoTime();
        connections.values().removeIf(old -> old.connection().isExpired(now));
        connections.put(tracker, known);
    }

    private static UdpResponse converse(DatagramSocket socket, UdpExchange exchange)
            throws IOException, ProtocolException {
        ByteBuffer out = ByteBuffer.allocate(UdpRequestCodec.MAX_LENGTH);
        byte[] in = new byte[MAX_ANSWER];
        long now = System.nanoTime();
        while (!exchange.isOver(now)) {
            Optional<UdpRequest> request = exchange.next(now);
            if (request.isPresent()) {
                request.get().encodeTo(out.clear());
                socket.send(new DatagramPacket(out.array(), out.position()));
            }
            Optional<ByteBuffer> packet = receive(socket, in, exchange.due() - now);
            now = System.nanoTime();
            if (packet.isPresent()) {
                Optional<UdpResponse> answer = exchange.received(packet.get(), now);
                if (answer.isPresent()) {
                    return answer.get();
                }
            }
        }
        throw new SocketTimeoutException();
    }

    private static Optional<ByteBuffer> receive(DatagramSocket socket, byte[] in, long nanos)
            throws IOException {
        // Rounded up, for 0 would be for ever.
        socket.setSoTimeout((int) Math.max(1, (nanos + 999_999) / 1_000_000));
        DatagramPacket packet = new DatagramPacket(in, in.length);
        try {
            socket.receive(packet);
            return Optional.of(ByteBuffer.wrap(in, 0, packet.getLength()));
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        }
    }

    private static IOException explain(IOException e, InetSocketAddress tracker) {
        if (Thread.currentThread().isInterrupted()) {
            return new InterruptedIOException("interrupted");
        }
        String who = tracker.getHostString() + ":" + tracker.getPort();
        return switch (e) {
            case SocketTimeoutException timeout ->
                    new SocketTimeoutException(who + " gives no answer in time");
            case PortUnreachableException closed ->
                    new IOException("nobody listens at " + who, closed);
            default -> new IOException("cannot ask " + who + ": " + ErrorText.of(e), e);
        };
    }
}
