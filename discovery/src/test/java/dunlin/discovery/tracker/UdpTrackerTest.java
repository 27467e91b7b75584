package dunlin.discovery.tracker;

import static dunlin.discovery.tracker.ScriptedUdpTracker.bytes;
import static dunlin.discovery.tracker.ScriptedUdpTracker.polite;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dunlin.net.NameLookup;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.AnnounceResponse;
import dunlin.protocol.announce.AnnounceResponse.Failure;
import dunlin.protocol.announce.AnnounceResponse.Peers;
import dunlin.protocol.announce.ScrapeRequest;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.protocol.announce.udp.UdpRequest;
import dunlin.protocol.announce.udp.UdpRequest.Announce;
import dunlin.protocol.announce.udp.UdpRequest.Connect;
import dunlin.protocol.announce.udp.UdpRequest.Scrape;
import dunlin.protocol.announce.udp.UdpResponse;
import dunlin.protocol.announce.udp.UdpResponse.Announced;
import dunlin.protocol.announce.udp.UdpResponse.Connected;
import dunlin.protocol.announce.udp.UdpResponse.Scraped;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UdpTrackerTest {
    private static final InfoHash HASH = InfoHash.of("abcdefghijklmnopqrst".getBytes(ISO_8859_1));
    private static final InetSocketAddress PEER = address("1.2.3.4", 81);
    private static final InetSocketAddress PEER6 = address("2001:db8::1", 82);

    /** Packets are sent again after a quarter and after three quarters of it. */
    private static final Duration WITHIN = Duration.ofMillis(1200);

    private final TrackerClient client = new TrackerClient(Optional.empty());
    private final TrackerClient hasty =
            new TrackerClient(
                    Optional.empty(), List.of(), NameLookup.SYSTEM, Duration.ofSeconds(2), WITHIN);

    private static InetSocketAddress address(String ip, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(ip), port);
    }

    private static AnnounceRequest request(Event event) {
        return new AnnounceRequest(
                HASH,
                PeerId.of("-DU0010-abcdefghijkl".getBytes(ISO_8859_1)),
                6881,
                1,
                2,
                3,
                event,
                OptionalInt.of(50),
                true,
                Optional.of("0A1B2C3D"),
                Optional.of("192.0.2.9"),
                Optional.of("anna & co"),
                Optional.empty());
    }

    private AnnounceResponse announce(ScriptedUdpTracker tracker)
            throws IOException, ProtocolException {
        return announce(client, tracker);
    }

    private static AnnounceResponse announce(TrackerClient client, ScriptedUdpTracker tracker)
            throws IOException, ProtocolException {
        return client.announce(tracker.announceUrl(), request(Event.STARTED));
    }

    private static List<InetSocketAddress> peers(AnnounceResponse response) {
        return ((Peers) response).addresses();
    }

    @Test
    void tellsAllAndHearsOfPeersAndCounts() throws Exception {
        try (ScriptedUdpTracker tracker = ScriptedUdpTracker.naming(PEER)) {
            Peers peers = (Peers) announce(tracker);

            assertThat(peers.addresses()).containsExactly(PEER);
            assertThat(peers.interval()).isEqualTo(1800);
            assertThat(peers.complete()).hasValue(1);
            assertThat(peers.incomplete()).hasValue(2);
            assertThat(tracker.requests).hasSize(2);
            Announce announce = tracker.announces().getFirst();
            assertThat(announce.connectionId()).isEqualTo(77);
            assertThat(announce.toAnnounceRequest()).isEqualTo(request(Event.STARTED));
            assertThat(announce.urlData()).contains("/announce?name=anna%20%26%20co");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void sendsAPacketThatWasLostAgain(int lost) throws Exception {
        AtomicInteger came = new AtomicInteger();
        try (ScriptedUdpTracker tracker =
                new ScriptedUdpTracker(request ->
                        came.getAndIncrement() == lost
                                ? List.of()
                                : List.of(polite(request, PEER)))) {
            assertThat(peers(announce(hasty, tracker))).containsExactly(PEER);
            assertThat(tracker.requests).hasSizeGreaterThan(2);
            assertThat(tracker.requests.get(lost)).isEqualTo(tracker.requests.get(lost + 1));
        }
    }

    @Test
    void givesUpOnATrackerThatSaysNothing() {
        try (ScriptedUdpTracker tracker = new ScriptedUdpTracker(request -> List.of())) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> announce(hasty, tracker))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "127.0.0.1:%d gives no answer in time", tracker.address().getPort());
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(WITHIN, WITHIN.multipliedBy(5));
            assertThat(tracker.requests).hasSizeGreaterThan(1).allMatch(Connect.class::isInstance);
        }
    }

    @Test
    void passesOverForgedAnswers() throws Exception {
        try (ScriptedUdpTracker tracker =
                new ScriptedUdpTracker(request ->
                        List.of(
                                bytes(new Connected(request.transactionId() + 1, 66)),
                                bytes(new UdpResponse.Error(request.transactionId() ^ 4, "forged")),
                                new byte[5],
                                polite(request, PEER)))) {
            assertThat(peers(announce(tracker))).containsExactly(PEER);
            assertThat(tracker.announces().getFirst().connectionId()).isEqualTo(77);
        }
    }

    @Test
    void hearsNobodyButTheTrackerThatItAsks() throws Exception {
        try (DatagramSocket stranger = new DatagramSocket(address("127.0.0.1", 0));
                Interloper tracker = new Interloper(stranger)) {
            assertThat(peers(announce(tracker.tracker))).containsExactly(PEER);
        }
    }

    /** A tracker beside which a stranger answers first, who saw the transaction id. */
    private static final class Interloper implements AutoCloseable {
        private final DatagramSocket stranger;
        final ScriptedUdpTracker tracker = new ScriptedUdpTracker(this::answer);

        Interloper(DatagramSocket stranger) {
            this.stranger = stranger;
        }

        private List<byte[]> answer(UdpRequest request) {
            byte[] forged = bytes(new UdpResponse.Error(request.transactionId(), "forged"));
            try {
                stranger.send(new DatagramPacket(forged, forged.length, tracker.senders.getLast()));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return List.of(polite(request, PEER));
        }

        @Override
        public void close() {
            tracker.close();
        }
    }

    @Test
    void announcesAgainWithTheSameConnectionFromTheSamePort() throws Exception {
        try (ScriptedUdpTracker tracker = ScriptedUdpTracker.naming(PEER)) {
            announce(tracker);
            client.announce(tracker.announceUrl(), request(Event.STOPPED));

            assertThat(tracker.requests).hasSize(3);
            assertThat(tracker.announces())
                    .extracting(Announce::event)
                    .containsExactly(Event.STARTED, Event.STOPPED);
            assertThat(tracker.senders).containsOnly(tracker.senders.getFirst());
        }
    }

    @Test
    void connectsAnewFromAnotherPortWhenItsOldOneIsTaken() throws Exception {
        try (ScriptedUdpTracker tracker = ScriptedUdpTracker.naming(PEER)) {
            announce(tracker);
            int port = tracker.senders.getFirst().getPort();
            try (DatagramSocket taken = new DatagramSocket(port)) {
                announce(tracker);
                assertThat(taken.getLocalPort()).isEqualTo(port);
            }
            assertThat(tracker.requests).hasSize(4);
            assertThat(tracker.senders.get(2).getPort()).isNotEqualTo(port);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void connectsAnewWhenTheTrackerForgotTheConnection(boolean tellsSo) throws Exception {
        AtomicInteger connects = new AtomicInteger();
        AtomicInteger announces = new AtomicInteger();
        try (ScriptedUdpTracker tracker =
                new ScriptedUdpTracker(request ->
                        switch (request) {
                            case Connect c ->
                                    List.of(
                                            bytes(
                                                    new Connected(
                                                            c.transactionId(),
                                                            connects.incrementAndGet())));
                            case Announce a
                                    when announces.getAndIncrement() > 0 && a.connectionId() == 1 ->
                                    tellsSo
                                            ? List.of(
                                                    bytes(
                                                            new UdpResponse.Error(
                                                                    a.transactionId(),
                                                                    "who are you?")))
                                            : List.of();
                            default -> List.of(polite(request, PEER));
                        })) {
            announce(hasty, tracker);
            assertThat(peers(announce(hasty, tracker))).containsExactly(PEER);
            assertThat(tracker.announces())
                    .extracting(Announce::connectionId)
                    .startsWith(1L, 1L)
                    .endsWith(2L);
        }
    }

    @Test
    void hearsARefusalAndItsReason() throws Exception {
        try (ScriptedUdpTracker tracker =
                new ScriptedUdpTracker(request ->
                        List.of(
                                bytes(
                                        new UdpResponse.Error(
                                                request.transactionId(), "full\u001b"))))) {
            assertThat(announce(tracker)).isEqualTo(new Failure("full\\u001b"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 19})
    void saysInOneLineWhatIsWrongWithAnAnswer(int length) {
        try (ScriptedUdpTracker tracker =
                new ScriptedUdpTracker(request ->
                        List.of(
                                request instanceof Announce
                                        ? Arrays.copyOf(polite(request, PEER), length)
                                        : polite(request)))) {
            assertThatThrownBy(() -> announce(tracker))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageStartingWith("answers nonsense: ")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void refusesAnAnswerToAnotherQuestion() {
        try (ScriptedUdpTracker tracker =
                new ScriptedUdpTracker(request ->
                        List.of(
                                request instanceof Announce
                                        ? bytes(new Scraped(request.transactionId(), List.of()))
                                        : polite(request)))) {
            assertThatThrownBy(() -> announce(tracker))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("answers nonsense");
        }
    }

    @Test
    void takesThousandsOfPeersAndNoMoreThanItUses() throws Exception {
        InetSocketAddress[] many = new InetSocketAddress[3_000];
        Arrays.setAll(many, i -> address("1.2.3.4", i + 1));
        try (ScriptedUdpTracker tracker =
                new ScriptedUdpTracker(request -> List.of(huge(request, many)))) {
            assertThat(peers(announce(tracker))).hasSize(AnnounceResponse.MAX_PEERS);
        }
    }

    private static byte[] huge(UdpRequest request, InetSocketAddress[] peers) {
        if (request instanceof Connect) {
            return polite(request);
        }
        ByteBuffer out = ByteBuffer.allocate(20 + 6 * peers.length);
        new Announced(request.transactionId(), 1, 1, 1, List.of(peers)).encodeTo(out, 4);
        return out.array();
    }

    @Test
    void saysWhereNobodyListens() throws IOException {
        int port = ScriptedUdpTracker.closedPort();
        assertThatThrownBy(() -> client.announce("udp://127.0.0.1:" + port, request(Event.STARTED)))
                .isInstanceOf(IOException.class)
                .hasMessage("nobody listens at 127.0.0.1:" + port);
    }

    @Test
    void asksFromTheAddressItIsBoundTo() throws Exception {
        InetAddress bind = InetAddress.ofLiteral("127.0.0.7");
        try (ScriptedUdpTracker tracker = ScriptedUdpTracker.naming(PEER)) {
            new TrackerClient(Optional.of(bind))
                    .announce(tracker.announceUrl(), request(Event.STARTED));
            assertThat(tracker.senders)
                    .extracting(InetSocketAddress::getAddress)
                    .containsOnly(bind);
        }
    }

    @Test
    void takesNoAddressesThatNobodyShouldDial() throws Exception {
        try (ScriptedUdpTracker tracker =
                ScriptedUdpTracker.naming(address("0.0.0.0", 1), address("224.0.0.1", 1), PEER)) {
            assertThat(peers(announce(tracker))).containsExactly(PEER);
        }
    }

    @Test
    void saysStoppedInTwoSecondsOrNot() {
        try (ScriptedUdpTracker tracker = new ScriptedUdpTracker(request -> List.of())) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> client.announce(tracker.announceUrl(), request(Event.STOPPED)))
                    .isInstanceOf(IOException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(12));
            assertThat(tracker.requests).hasSizeGreaterThan(1);
        }
    }

    @Test
    void canBeInterrupted() throws Exception {
        try (ScriptedUdpTracker tracker = new ScriptedUdpTracker(request -> List.of())) {
            FutureTask<AnnounceResponse> asking = new FutureTask<>(() -> announce(tracker));
            Thread thread = Thread.ofVirtual().start(asking);
            await().until(() -> !tracker.requests.isEmpty());
            thread.interrupt();
            assertThatThrownBy(() -> asking.get())
                    .cause()
                    .isInstanceOf(InterruptedIOException.class)
                    .hasMessage("interrupted");
        }
    }

    @Test
    void scrapes() throws Exception {
        ScrapeRequest two = new ScrapeRequest(List.of(HASH, InfoHash.of(new byte[20])));
        AtomicInteger missing = new AtomicInteger();
        try (ScriptedUdpTracker tracker =
                new ScriptedUdpTracker(request ->
                        List.of(
                                request instanceof Scrape
                                        ? bytes(
                                                new Scraped(
                                                        request.transactionId(),
                                                        List.of(new Counts(7, 8, 9), Counts.NOBODY)
                                                                .subList(missing.get(), 2)))
                                        : polite(request)))) {
            assertThat(client.scrape(tracker.announceUrl(), two).swarms())
                    .containsEntry(HASH, new Counts(7, 8, 9))
                    .hasSize(2);
            missing.set(1);
            assertThatThrownBy(() -> client.scrape(tracker.announceUrl(), two))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("counts of 1 swarms, not 2");
        }
    }

    @Test
    void announcesOverBothFamiliesAndJoinsWhatTheyName() throws Exception {
        assumeThat(hasIpv6()).isTrue();
        try (ScriptedUdpTracker four = ScriptedUdpTracker.naming(PEER);
                ScriptedUdpTracker six =
                        new ScriptedUdpTracker("::1", request -> List.of(polite(request, PEER6)))) {
            assertThat(peers(announceAt(four.address(), six.address())))
                    .containsExactlyInAnyOrder(PEER, PEER6);
            assertThat(six.announces().getFirst().key())
                    .isEqualTo(four.announces().getFirst().key());
            assertThat(six.announces().getFirst().ip()).isZero();
        }
    }

    @Test
    void aFamilyThatFailsOrSaysNothingDoesNotHoldUpTheOther() throws Exception {
        try (ScriptedUdpTracker good = ScriptedUdpTracker.naming(PEER);
                ScriptedUdpTracker silent = new ScriptedUdpTracker(request -> List.of());
                ScriptedUdpTracker refusing =
                        new ScriptedUdpTracker(request ->
                                List.of(
                                        bytes(
                                                new UdpResponse.Error(
                                                        request.transactionId(), "no"))))) {
            InetSocketAddress closed = address("127.0.0.1", ScriptedUdpTracker.closedPort());
            for (InetSocketAddress bad : List.of(silent.address(), refusing.address(), closed)) {
                assertThat(peers(announceAt(bad, good.address()))).containsExactly(PEER);
                assertThat(peers(announceAt(good.address(), bad))).containsExactly(PEER);
            }
            assertThat(announceAt(refusing.address(), silent.address()))
                    .isEqualTo(new Failure("no"));
        }
    }

    private static boolean hasIpv6() throws IOException {
        return NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1")) != null;
    }

    private static AnnounceResponse announceAt(InetSocketAddress... addresses)
            throws IOException, ProtocolException {
        return new UdpTracker(Optional.empty(), NameLookup.SYSTEM, TrackerUrl::check)
                .announce(
                        TrackerUrl.parse("udp://t.example:1"),
                        List.of(addresses),
                        request(Event.STARTED),
                        Duration.ofSeconds(20));
    }
}
