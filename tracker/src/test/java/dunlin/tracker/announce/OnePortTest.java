package dunlin.tracker.announce;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.PackedAddresses;
import dunlin.protocol.announce.udp.UdpResponse;
import dunlin.protocol.announce.udp.UdpResponse.Announced;
import dunlin.protocol.announce.udp.UdpResponse.Connected;
import dunlin.tracker.OpenIndex;
import dunlin.tracker.RawHttp;
import dunlin.tracker.RecordedEvents;
import dunlin.tracker.TrackerServer;
import dunlin.tracker.store.SwarmStoreContract;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole index: HTTP and UDP on one port, and one swarm behind both. */
class OnePortTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final InfoHash SHARE = SwarmStoreContract.SHARE;

    @TempDir Path folder;

    private TrackerServer start(int port) throws IOException {
        return OpenIndex.start(port, folder, new RecordedEvents());
    }

    private static UdpResponse ask(DatagramSocket socket, InetSocketAddress tracker, byte[] packet)
            throws Exception {
        socket.setSoTimeout(60_000);
        socket.send(new DatagramPacket(packet, packet.length, tracker));
        DatagramPacket answer = new DatagramPacket(new byte[2_000], 2_000);
        socket.receive(answer);
        return UdpResponse.parse(
                ByteBuffer.wrap(answer.getData(), 0, answer.getLength()).slice(),
                PackedAddresses.IPV4);
    }

    @Test
    void introducesAPeerOfHttpToOneOfUdp() throws Exception {
        try (TrackerServer server = start(0);
                DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
            AnnounceRequest http =
                    new AnnounceRequest(
                            SHARE,
                            PeerId.random(new Random(1)),
                            7001,
                            0,
                            0,
                            0,
                            Event.STARTED,
                            OptionalInt.empty(),
                            true,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty());
            RawHttp.get(server.address(), "/announce?" + http.toQuery());
            Connected connected = (Connected) ask(socket, server.address(), UdpPackets.connect());
            UdpPackets.Announce udp =
                    new UdpPackets.Announce(connected.connectionId()).infoHash(SHARE);
            Announced answer = (Announced) ask(socket, server.address(), udp.bytes());
            assertThat(answer.peers()).containsExactly(new InetSocketAddress(LOOPBACK, 7001));
            assertThat(server.udp().announces()).isEqualTo(1);
        }
    }

    @Test
    void freesThePortForTheNext() throws IOException {
        int port;
        try (TrackerServer server = start(0)) {
            port = server.address().getPort();
        }
        try (TrackerServer next = start(port)) {
            assertThat(next.address().getPort()).isEqualTo(port);
        }
    }
}
