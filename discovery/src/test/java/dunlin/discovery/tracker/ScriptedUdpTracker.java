package dunlin.discovery.tracker;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.udp.UdpRequest;
import dunlin.protocol.announce.udp.UdpRequest.Announce;
import dunlin.protocol.announce.udp.UdpRequest.Connect;
import dunlin.protocol.announce.udp.UdpRequest.Scrape;
import dunlin.protocol.announce.udp.UdpResponse;
import dunlin.protocol.announce.udp.UdpResponse.Announced;
import dunlin.protocol.announce.udp.UdpResponse.Connected;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A UDP tracker on loopback that answers each packet as a test says, however badly. */
final class ScriptedUdpTracker implements AutoCloseable {
    /** What to answer to a request: packets, in order; none for silence. */
    interface Script {
        List<byte[]> answer(UdpRequest request);
    }

    private final DatagramSocket socket;
    private final Script script;

    /** The requests that came. */
    final List<UdpRequest> requests = new CopyOnWriteArrayList<>();

    /** Where the requests came from. */
    final List<InetSocketAddress> senders = new CopyOnWriteArrayList<>();

    ScriptedUdpTracker(Script script) {
        this("127.0.0.1", script);
    }

    ScriptedUdpTracker(String ip, Script script) {
        this.script = script;
        try {
            socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(ip), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    /** One that takes every announce and names these peers. */
    static ScriptedUdpTracker naming(InetSocketAddress... peers) {
        return new ScriptedUdpTracker(request -> List.of(polite(request, peers)));
    }

    /** A port where nobody listens. */
    static int closedPort() throws IOException {
        try (DatagramSocket socket =
                new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
            return socket.getLocalPort();
        }
    }

    /** The packet with which a tracker answers that has nothing to object. */
    static byte[] polite(UdpRequest request, InetSocketAddress... peers) {
        return switch (request) {
            case Connect connect -> bytes(new Connected(connect.transactionId(), 77));
            case Announce announce ->
                    bytes(new Announced(announce.transactionId(), 1800, 2, 1, List.of(peers)));
            case Scrape scrape -> throw new IllegalArgumentException(scrape.toString());
        };
    }

    static byte[] bytes(UdpResponse response) {
        boolean ipv6 =
                response instanceof Announced announced
                        && announced.peers().stream()
                                .anyMatch(peer -> UdpCaller.length(peer.getAddress()) == 16);
        ByteBuffer out = ByteBuffer.allocate(4096);
        response.encodeTo(out, ipv6 ? 16 : 4);
        return Arrays.copyOf(out.array(), out.position());
    }

    private void serve() {
        byte[] buffer = new byte[4096];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                UdpRequest request =
                        UdpRequest.parse(ByteBuffer.wrap(buffer, 0, packet.getLength()));
                requests.add(request);
                senders.add((InetSocketAddress) packet.getSocketAddress());
                for (byte[] answer : script.answer(request)) {
                    socket.send(
                            new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException | ProtocolException e) {
                // Closed by the test; or not from our client, and so missing in the requests.
            }
        }
    }

    /** The announces among the requests. */
    List<Announce> announces() {
        return requests.stream()
                .filter(Announce.class::isInstance)
                .map(Announce.class::cast)
                .toList();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    String announceUrl() {
        return "udp://127.0.0.1:" + socket.getLocalPort() + "/announce";
    }

    @Override
    public void close() {
        socket.close();
    }
}
