package dunlin.net.udp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.udp.PacketPort.Kind;
import dunlin.net.udp.PacketPort.Sent;
import dunlin.protocol.PeerAddress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
@ParameterizedClass
@EnumSource
class PacketPortTest {
    /** The means by which packets come and leave; where the second is not to be had, the first. */
    enum Means {
        CHANNEL,
        BATCHES
    }

    @Parameter private Means means = Means.CHANNEL;

    private static final InetSocketAddress LOOPBACK = new InetSocketAddress("127.0.0.1", 0);

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    private PacketPort open(InetSocketAddress listen) throws IOException {
        PacketPort port = PacketPort.open(listen);
        if (means == Means.BATCHES && TakenSocket.isPossible()) {
            port.expectMuch();
            while (!((SharedPort) port).takesBatches()) {
                Thread.yield();
            }
        }
        return port;
    }

    private PacketPort.Listener ear(String name) {
        return (packet, from) -> heard.add(name + " " + text(packet) + " from " + from.port());
    }

    private static String text(ByteBuffer packet) {
        byte[] bytes = new byte[packet.remaining()];
        packet.get(bytes);
        return new String(bytes, ISO_8859_1);
    }

    private static ByteBuffer packet(String text) {
        return ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    }

    private static PeerAddress at(PacketPort port) {
        return PeerAddress.of(port.address());
    }

    private String next() throws InterruptedException {
        return String.valueOf(heard.poll(60, TimeUnit.SECONDS));
    }

    @Test
    void leadsEachPacketToWhoSpeaksItsProtocol() throws Exception {
        try (PacketPort one = open(LOOPBACK);
                PacketPort two = open(LOOPBACK)) {
            two.lead(Kind.KRPC, ear("dht"));
            two.lead(Kind.UTP, ear("utp"));
            for (String sent : List.of("\u0021syn", "GET /", "", "\u00ff", "\u0051", "d1:y1:qe")) {
                assertThat(one.send(packet(sent), at(two))).isTrue();
            }
            int from = one.address().getPort();
            assertThat(next()).isEqualTo("utp \u0021syn from " + from);
            assertThat(next()).isEqualTo("dht d1:y1:qe from " + from);
            assertThat(heard).isEmpty();
            assertThat(two.counts()).isEqualTo(new PacketPort.Counts(2, 4, 0, 0, 0));
            assertThat(one.counts()).isEqualTo(new PacketPort.Counts(0, 0, 6, 0, 0));
        }
    }

    @Test
    void dropsWhatIsTooLongAndHasNothingOfIt() throws Exception {
        try (PacketPort one = open(LOOPBACK);
                PacketPort two = open(LOOPBACK)) {
            two.lead(Kind.KRPC, (packet, from) -> heard.add("" + packet.remaining()));
            for (int length : new int[] {Kind.KRPC.longest() + 1, 60_000, 70_000}) {
                one.send(packet("d".repeat(length)), at(two));
            }
            one.send(packet("d".repeat(Kind.KRPC.longest())), at(two));
            assertThat(next()).isEqualTo("" + Kind.KRPC.longest());
            assertThat(two.counts().dropped()).isEqualTo(2);
            assertThat(one.counts().unsent()).isEqualTo(1);
        }
    }

    @Test
    void hearsBothFamiliesOnOnePort() throws Exception {
        try (PacketPort one = open(new InetSocketAddress(0));
                PacketPort two = open(new InetSocketAddress(0))) {
            two.lead(Kind.KRPC, (packet, from) -> heard.add(from.isIpv4() + " " + text(packet)));
            int port = two.address().getPort();
            one.send(packet("d4"), PeerAddress.of(InetAddress.ofLiteral("127.0.0.1"), port));
            assertThat(next()).isEqualTo("true d4");
            one.send(packet("d6"), PeerAddress.of(InetAddress.ofLiteral("::1"), port));
            assertThat(next()).isEqualTo("false d6");
        }
    }

    @Test
    void losesWhatCannotLeave() throws Exception {
        try (PacketPort port = open(LOOPBACK)) {
            assertThat(port.send(packet("d"), PeerAddress.parse("[2001:db8::1]:1").orElseThrow()))
                    .isFalse();
            assertThat(port.counts().unsent()).isEqualTo(1);
        }
    }

    @Test
    void takesAnotherPortWhereOneIsTaken() throws Exception {
        try (PacketPort first = open(LOOPBACK);
                PacketPort second = open(first.address())) {
            assertThat(second.address().getAddress()).isEqualTo(first.address().getAddress());
            assertThat(second.address().getPort()).isNotEqualTo(first.address().getPort());
        }
    }

    @Test
    void survivesAListenerWithAFault() throws Exception {
        try (PacketPort one = open(LOOPBACK);
                PacketPort two = open(LOOPBACK)) {
            two.lead(
                    Kind.KRPC,
                    (packet, from) -> {
                        throw new IllegalStateException("for the test");
                    });
            two.lead(Kind.UTP, ear("utp"));
            one.send(packet("d"), at(two));
            one.send(packet("\u0001"), at(two));
            assertThat(next()).startsWith("utp");
        }
    }

    /** Whoever receives may wait for a lock under which another sends. */
    @Test
    void closesWhileOthersSendUnderALockThatItsListenerTakes() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        PacketPort port = open(LOOPBACK);
        port.lead(
                Kind.KRPC,
                (packet, from) -> {
                    heard.add("heard");
                    lock.lock();
                    lock.unlock();
                });
        PeerAddress at = at(port);
        lock.lock();
        port.send(packet("d"), at);
        next();
        Thread closer = Thread.ofPlatform().start(port::close);
        while (closer.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(port.send(packet("d"), at)).isFalse();
        lock.unlock();
        closer.join();
    }

    @Test
    void turnsAwayOnlyWhoStandsThere() throws Exception {
        try (PacketPort port = open(LOOPBACK)) {
            PacketPort.Listener old = ear("old");
            port.lead(Kind.KRPC, old);
            port.lead(Kind.KRPC, ear("new"));
            port.turnAway(Kind.KRPC, old);
            port.send(packet("d"), at(port));
            assertThat(next()).startsWith("new d");
        }
    }

    /** Whoever waits for others' locks may be interrupted, and sends all the same. */
    @Test
    void isNotClosedByTheInterruptOfAThreadThatSends() throws Exception {
        try (PacketPort port = open(LOOPBACK)) {
            port.lead(Kind.KRPC, ear("dht"));
            PeerAddress at = at(port);
            Thread sender =
                    Thread.startVirtualThread(() -> {
                        Thread.currentThread().interrupt();
                        port.send(packet("d1"), at);
                    });
            sender.join();
            assertThat(next()).startsWith("dht d1");
            assertThat(port.send(packet("d2"), at)).isTrue();
            assertThat(next()).startsWith("dht d2");
        }
    }

    @Test
    void saysWhatIsTooLongForTheWay() throws Exception {
        for (String host : List.of("127.0.0.1", "::1", "0.0.0.0")) {
            try (PacketPort port = open(new InetSocketAddress(InetAddress.ofLiteral(host), 0))) {
                String to = host.equals("0.0.0.0") ? "127.0.0.1" : host;
                PeerAddress own =
                        PeerAddress.of(InetAddress.ofLiteral(to), port.address().getPort());
                ByteBuffer impossible = ByteBuffer.allocate(65_536);
                for (boolean isWhole : new boolean[] {true, false}) {
                    assertThat(port.send(impossible, own, isWhole)).isEqualTo(Sent.TOO_LONG);
                    assertThat(port.send(packet("d"), own, isWhole)).isEqualTo(Sent.TAKEN);
                }
                PeerAddress nowhere = PeerAddress.of(InetAddress.ofLiteral(to), 0);
                assertThat(port.send(packet("d"), nowhere, true)).isEqualTo(Sent.LOST);
            }
        }
    }

    @Test
    void tellsHowMuchMayWait() throws Exception {
        try (PacketPort port = open(LOOPBACK)) {
            assertThat(port.receiveBuffer()).isBetween(10_000, 64 << 20);
        }
    }

    @Test
    void putsHeadsAndPayloadsTogether() throws Exception {
        try (PacketPort port = open(LOOPBACK);
                Arena arena = Arena.ofConfined()) {
            port.lead(Kind.KRPC, ear("dht"));
            PacketPort.Batch batch = port.batch();
            MemorySegment bytes = arena.allocateFrom("0123456789");
            ByteBuffer head = packet("..d...").position(2).limit(4);
            batch.add(at(port), head, bytes, 3, 4);
            batch.add(at(port), head, bytes, 0, 1);
            batch.add(at(port), head, MemorySegment.NULL, 0, 0);
            assertThat(batch.send()).isEqualTo(Sent.TAKEN);
            assertThat(next()).startsWith("dht d.3456 ");
            assertThat(next()).startsWith("dht d.0 ");
            assertThat(next()).startsWith("dht d. ");
            assertThat(head.position()).isEqualTo(2);
        }
    }

    @Test
    void tellsTheWorstOfABatch() throws Exception {
        try (PacketPort port = open(LOOPBACK);
                Arena arena = Arena.ofConfined()) {
            port.lead(Kind.KRPC, ear("dht"));
            PacketPort.Batch batch = port.batch();
            MemorySegment bytes = arena.allocate(70_000);
            batch.add(at(port), packet("d1"), bytes, 0, 65_530);
            batch.add(at(port), packet("d2"), bytes, 0, 0);
            assertThat(batch.send()).isEqualTo(Sent.TOO_LONG);
            batch.add(at(port), packet("d3"), bytes, 0, 0);
            assertThat(batch.send()).isEqualTo(Sent.TAKEN);
            assertThat(next()).startsWith("dht d2 ");
            assertThat(next()).startsWith("dht d3 ");
        }
    }

    /** Acknowledgements leave for a batch, not for each of its packets. */
    @Test
    void tellsOfAllThatWasThereAndThenThatItWasAll() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch rest = new CountDownLatch(1);
        try (PacketPort port = open(LOOPBACK)) {
            port.lead(
                    Kind.KRPC,
                    new PacketPort.Listener() {
                        @Override
                        public void heard(ByteBuffer packet, PeerAddress from) {
                            heard.add(text(packet));
                            first.countDown();
                            awaitQuietly(rest);
                        }

                        @Override
                        public void heardAll() {
                            heard.add("all");
                        }
                    });
            port.send(packet("d0"), at(port));
            first.await();
            for (String text : List.of("d1", "d2", "junk", "d3")) {
                port.send(packet(text), at(port));
            }
            rest.countDown();
            List<String> told = new ArrayList<>();
            while (!told.contains("d3")) {
                told.add(next());
            }
            told.add(next());
            assertThat(told).startsWith("d0").endsWith("d1", "d2", "d3", "all");
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
