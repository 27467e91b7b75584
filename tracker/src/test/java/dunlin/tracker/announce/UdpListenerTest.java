package dunlin.tracker.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dunlin.net.udp.UdpPort;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.PackedAddresses;
import dunlin.protocol.announce.udp.UdpResponse;
import dunlin.protocol.announce.udp.UdpResponse.Announced;
import dunlin.protocol.announce.udp.UdpResponse.Connected;
import dunlin.protocol.announce.udp.UdpResponse.Error;
import dunlin.protocol.announce.udp.UdpResponse.Scraped;
import dunlin.testkit.OwnThreads;
import dunlin.tracker.RecordedEvents;
import dunlin.tracker.access.Gate;
import dunlin.tracker.memory.MemorySwarmStore;
import dunlin.tracker.store.SwarmStoreContract;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass(name = "batched {0}")
@ValueSource(booleans = {true, false})
class UdpListenerTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress LOOPBACK6 = InetAddress.ofLiteral("::1");
    private static final InfoHash SHARE = SwarmStoreContract.SHARE;

    /** Whether packets come in batches, where the system can, or one at a time. */
    @Parameter boolean batched;

    private final RecordedEvents events = new RecordedEvents();
    private Gate gate = Gate.OPEN;
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private UdpListener listen(InetAddress address, int threads) throws IOException {
        return listen(address, threads, false);
    }

    private UdpListener listen(InetAddress address, int threads, boolean mayWait)
            throws IOException {
        AnnounceService service =
                Announces.service(
                        new MemorySwarmStore(10_000, 10_000),
                        gate,
                        () -> SwarmStoreContract.NOON,
                        events);
        UdpListener listener =
                UdpListener.start(
                        port(new InetSocketAddress(address, 0), mayWait ? 1 : 8),
                        threads,
                        service,
                        ConnectionIds.random(),
                        () -> SwarmStoreContract.NOON);
        open.add(listener);
        return listener;
    }

    private UdpPort port(InetSocketAddress address, int batch) throws IOException {
        return batched
                ? UdpPort.open(address, batch, UdpListener.LENGTHS)
                : UdpPort.portable(address, UdpListener.LENGTHS);
    }

    /** A client with a socket and port of its own. */
    private final class Client {
        final DatagramSocket socket;
        final InetSocketAddress tracker;

        Client(InetAddress from, UdpListener tracker) throws IOException {
            this.socket = new DatagramSocket(0, from);
            this.tracker = new InetSocketAddress(from, tracker.address().getPort());
            socket.setSoTimeout(60_000);
            open.add(socket);
        }

        void send(byte[] packet) throws IOException {
            socket.send(new DatagramPacket(packet, packet.length, tracker));
        }

        UdpResponse receive() throws IOException {
            DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
            socket.receive(packet);
            assertThat(packet.getSocketAddress()).isEqualTo(tracker);
            boolean ipv4 = packet.getAddress() instanceof Inet4Address;
            try {
                return UdpResponse.parse(
                        ByteBuffer.wrap(packet.getData(), 0, packet.getLength()).slice(),
                        ipv4 ? PackedAddresses.IPV4 : PackedAddresses.IPV6);
            } catch (ProtocolException e) {
                throw new AssertionError(e);
            }
        }

        UdpResponse ask(byte[] packet) throws IOException {
            send(packet);
            return receive();
        }

        long connect() throws IOException {
            return ((Connected) ask(UdpPackets.connect())).connectionId();
        }

        UdpPackets.Announce announce() throws IOException {
            return new UdpPackets.Announce(connect()).infoHash(SHARE).port(socket.getLocalPort());
        }

        void expectSilence() throws IOException {
            socket.setSoTimeout(200);
            assertThatThrownBy(this::receive).isInstanceOf(SocketTimeoutException.class);
            socket.setSoTimeout(60_000);
        }

        InetSocketAddress address() {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }
    }

    private void introducesTwoPeers(UdpListener tracker, InetAddress from) throws IOException {
        Client anna = new Client(from, tracker);
        Client bert = new Client(from, tracker);
        anna.ask(anna.announce().left(0).bytes());
        Announced answer = (Announced) bert.ask(bert.announce().bytes());
        assertThat(answer.peers()).containsExactly(anna.address());
        assertThat(answer.interval()).isEqualTo(120);
        assertThat(answer.seeders()).isEqualTo(1);
        assertThat(answer.leechers()).isEqualTo(1);
        Scraped scraped =
                (Scraped) bert.ask(UdpPackets.scrape(bert.connect(), List.of(SHARE, SHARE)));
        assertThat(scraped.swarms()).hasSize(2);
        assertThat(((Announced) bert.ask(bert.announce().port(0).bytes())).peers())
                .contains(anna.address());
        byte[] cut = Arrays.copyOf(bert.announce().bytes(), 97);
        assertThat(bert.ask(cut)).isInstanceOf(Error.class);
    }

    @Test
    void introducesPeersOverIpv4() throws IOException {
        introducesTwoPeers(listen(LOOPBACK, 1), LOOPBACK);
    }

    @Test
    void introducesPeersOverIpv6() throws IOException {
        introducesTwoPeers(listen(LOOPBACK6, 1), LOOPBACK6);
    }

    @Test
    void hearsBothKindsOnAWildcardAndTellsEachOfItsOwn() throws IOException {
        UdpListener tracker = listen(InetAddress.ofLiteral("0.0.0.0"), 2);
        introducesTwoPeers(tracker, LOOPBACK);
        Client six = new Client(LOOPBACK6, tracker);
        Announced alone = (Announced) six.ask(six.announce().bytes());
        assertThat(alone.peers()).isEmpty();
        assertThat(alone.leechers()).isEqualTo(2);
    }

    /** With a store on another machine each announce waits. */
    @Test
    void anAnnounceThatWaitsHoldsUpNobody() throws IOException {
        CountDownLatch release = new CountDownLatch(1);
        gate = new Waiting(release);
        UdpListener tracker = listen(LOOPBACK, 2, true);
        Client first = new Client(LOOPBACK, tracker);
        first.send(first.announce().bytes());
        List<Client> others = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Client other = new Client(LOOPBACK, tracker);
            other.send(UdpPackets.connect());
            others.add(other);
        }
        for (Client other : others) {
            assertThat(other.receive()).isInstanceOf(Connected.class);
        }
        release.countDown();
        assertThat(first.receive()).isInstanceOf(Announced.class);
    }

    private static final class Waiting extends OpenGate {
        private final CountDownLatch release;

        Waiting(CountDownLatch release) {
            this.release = release;
        }

        @Override
        public void request(PeerAddress from) {
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void believesNoIdFromAnotherAddress() throws IOException {
        UdpListener tracker = listen(InetAddress.ofLiteral("0.0.0.0"), 1);
        Client anna = new Client(LOOPBACK, tracker);
        byte[] annas = anna.announce().bytes();
        try (DatagramSocket other = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.2"))) {
            other.send(new DatagramPacket(annas, annas.length, anna.tracker));
            await().untilAsserted(() -> assertThat(tracker.counters().forged()).isEqualTo(1));
            other.setSoTimeout(200);
            assertThatThrownBy(() -> other.receive(new DatagramPacket(new byte[9], 9)))
                    .isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(anna.ask(annas)).isInstanceOf(Announced.class);
    }

    @Test
    void passesOverWhatIsTooShortOrTooLong() throws IOException {
        UdpListener tracker = listen(LOOPBACK, 1);
        Client anna = new Client(LOOPBACK, tracker);
        anna.send(new byte[0]);
        anna.send(new byte[15]);
        byte[] huge = Arrays.copyOf(anna.announce().bytes(), 60_000);
        anna.send(huge);
        // What is answered comes in the order in which it was asked, and this is the first.
        assertThat(anna.ask(anna.announce().bytes())).isInstanceOf(Announced.class);
        assertThat(tracker.counters().malformed()).isEqualTo(3);
    }

    @Test
    void answersInAFloodOfGarbage() throws IOException {
        UdpListener tracker = listen(LOOPBACK, 2);
        Client anna = new Client(LOOPBACK, tracker);
        List<Client> mob = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            mob.add(new Client(LOOPBACK, tracker));
        }
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            byte[] garbage = new byte[random.nextInt(300)];
            random.nextBytes(garbage);
            mob.get(i % mob.size()).send(garbage);
            if (i % 1_000 == 0) {
                assertThat(anna.ask(anna.announce().bytes())).isInstanceOf(Announced.class);
            }
        }
        assertThat(anna.ask(anna.announce().bytes())).isInstanceOf(Announced.class);
        mob.getFirst().expectSilence();
    }

    @Test
    void leavesNoThreadAndFreesThePort() throws Exception {
        for (int i = 1; i <= 3; i++) {
            int count = i;
            OwnThreads threads = new OwnThreads();
            UdpListener tracker = threads.from(() -> listen(LOOPBACK, count));
            Client anna = new Client(LOOPBACK, tracker);
            anna.ask(anna.announce().bytes());
            assertThat(threads.names()).hasSize(count);
            tracker.close();
            await().untilAsserted(() -> assertThat(threads.names()).isEmpty());
            try (DatagramChannel next = DatagramChannel.open()) {
                next.bind(tracker.address());
            }
        }
    }

    @Test
    void sharesItsPortWithNobodyElse() throws IOException {
        UdpListener tracker = listen(LOOPBACK, 2);
        assertThatThrownBy(() -> port(tracker.address(), 8))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot listen on UDP 127.0.0.1 port")
                .hasCauseInstanceOf(BindException.class);
    }
}
