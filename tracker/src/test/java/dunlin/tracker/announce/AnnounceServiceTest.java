package dunlin.tracker.announce;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.AnnounceResponse;
import dunlin.protocol.announce.AnnounceResponse.Failure;
import dunlin.protocol.announce.AnnounceResponse.Peers;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.tracker.RecordedEvents;
import dunlin.tracker.access.Gate;
import dunlin.tracker.http.AnnounceHandler;
import dunlin.tracker.memory.MemorySwarmStore;
import dunlin.tracker.store.SwarmStore.Role;
import dunlin.tracker.store.SwarmStoreContract;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class AnnounceServiceTest {
    private static final InfoHash SHARE = SwarmStoreContract.SHARE;
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress ANNA = InetAddress.ofLiteral("192.0.2.10");
    private static final InetAddress BERT = InetAddress.ofLiteral("192.0.2.20");

    private final RecordedEvents events = new RecordedEvents();
    private Instant now = SwarmStoreContract.NOON;
    private final AnnounceService service = service(Gate.OPEN);

    private AnnounceService service(Gate gate) {
        return Announces.service(new MemorySwarmStore(10_000, 10_000), gate, () -> now, events);
    }

    /** Announces by way of HTTP, there and back. */
    private static AnnounceResponse answer(
            AnnounceService service, AnnounceRequest request, InetAddress from) {
        byte[] answer =
                new AnnounceHttp(service, false)
                        .answer(AnnounceHandler.Kind.ANNOUNCE, "", request.toQuery(), from);
        try {
            return AnnounceResponse.parse(answer);
        } catch (ProtocolException e) {
            throw new AssertionError(new String(answer, StandardCharsets.ISO_8859_1), e);
        }
    }

    private Peers announce(AnnounceRequest request, InetAddress from) {
        return (Peers) answer(service, request, from);
    }

    private String refusal(AnnounceService by, AnnounceRequest request, InetAddress from) {
        return ((Failure) answer(by, request, from)).reason();
    }

    private static AnnounceRequest request(Event event, long left, Optional<String> ip) {
        return new AnnounceRequest(
                SHARE,
                PeerId.of("-XX0001-abcdefghijkl".getBytes(StandardCharsets.US_ASCII)),
                6881,
                0,
                0,
                left,
                event,
                OptionalInt.empty(),
                true,
                Optional.empty(),
                ip,
                Optional.empty(),
                Optional.empty());
    }

    private static AnnounceRequest request(Event event, long left) {
        return request(event, left, Optional.empty());
    }

    private static InetSocketAddress at(String ip) {
        return new InetSocketAddress(InetAddress.ofLiteral(ip), 6881);
    }

    @Test
    void tellsTheNextPeerOfTheOneBefore() {
        announce(request(Event.STARTED, 0), ANNA);
        Peers answer = announce(request(Event.STARTED, 5), BERT);
        assertThat(answer.addresses()).containsExactly(at("192.0.2.10"));
        assertThat(answer.interval()).isEqualTo(120);
        assertThat(answer.complete()).hasValue(1);
        assertThat(answer.incomplete()).hasValue(1);
        assertThat(answer.externalIp()).contains(BERT);
    }

    @Test
    void ignoresAnAddressClaimedFromAfar() {
        announce(request(Event.STARTED, 0, Optional.of("203.0.113.7")), ANNA);
        assertThat(announce(request(Event.STARTED, 5), BERT).addresses())
                .containsExactly(at("192.0.2.10"));
    }

    @Test
    void believesAnAddressClaimedFromThisMachine() {
        announce(request(Event.STARTED, 0, Optional.of("192.0.2.99")), LOOPBACK);
        assertThat(announce(request(Event.STARTED, 5), BERT).addresses())
                .containsExactly(at("192.0.2.99"));
    }

    @Test
    void passesOverAClaimThatIsNoAddress() {
        for (String claim : List.of("example.com", "0.0.0.0", "224.0.0.1", "::")) {
            AnnounceRequest request = request(Event.STARTED, 0, Optional.of(claim));
            assertThat(announce(request, LOOPBACK).complete()).hasValue(1);
        }
    }

    @Test
    void namesLoopbackPeersOnlyToThisMachine() {
        announce(request(Event.STARTED, 0), LOOPBACK);
        assertThat(announce(request(Event.STARTED, 5), ANNA).addresses()).isEmpty();
        InetAddress other = InetAddress.ofLiteral("127.0.0.2");
        assertThat(announce(request(Event.STARTED, 5), other).addresses())
                .contains(at("127.0.0.1"));
    }

    @Test
    void givesFiftyPeersUnlessToldOtherwiseAndTwoHundredAtMost() {
        for (int i = 0; i < 250; i++) {
            InetAddress address = InetAddress.ofLiteral("198.51.100." + i);
            announce(request(Event.STARTED, 5), address);
        }
        assertThat(announce(request(Event.NONE, 5), ANNA).peers()).hasSize(50);
        AnnounceRequest greedy = AnnounceRequestCopies.wanting(request(Event.NONE, 5), 1_000_000);
        assertThat(announce(greedy, ANNA).peers()).hasSize(200);
        AnnounceRequest modest = AnnounceRequestCopies.wanting(request(Event.NONE, 5), 0);
        assertThat(announce(modest, ANNA).peers()).isEmpty();
    }

    @Test
    void tellsWhoComesCompletesAndGoes() {
        announce(request(Event.STARTED, 0).withName(Optional.of("anna")), ANNA);
        announce(request(Event.STARTED, 5), BERT);
        announce(request(Event.NONE, 3), BERT);
        announce(request(Event.COMPLETED, 0), BERT);
        announce(request(Event.STOPPED, 0), BERT);
        assertThat(events.lines)
                .containsExactly(
                        "started anna films 1/0",
                        "started 192.0.2.20:6881 films 1/1",
                        "completed 192.0.2.20:6881 films 2/0",
                        "stopped 192.0.2.20:6881 films 1/0");
    }

    @Test
    void forgetsWhoFellSilentAndSaysSo() throws TrackerRejection {
        announce(request(Event.STARTED, 5), ANNA);
        now = now.plusSeconds(299);
        service.expire();
        assertThat(events.lines).hasSize(1);
        now = now.plusSeconds(2);
        service.expire();
        assertThat(events.lines).last().isEqualTo("expired 192.0.2.10:6881 films 0/0");
        assertThat(service.scrape(List.of(SHARE), "", PeerAddress.of(ANNA, 0)))
                .containsEntry(SHARE, Counts.NOBODY);
    }

    @Test
    void nobodyCanStopAnother() {
        announce(request(Event.STARTED, 0), ANNA);
        announce(request(Event.STOPPED, 0, Optional.of("192.0.2.10")), BERT);
        assertThat(announce(request(Event.NONE, 5), BERT).addresses())
                .containsExactly(at("192.0.2.10"));
    }

    @Test
    void asksPeersOfOurOwnKindForTheirName() {
        assertThat(announce(request(Event.STARTED, 5), ANNA).asksName()).isFalse();
        AnnounceRequest ours = AnnounceRequestCopies.ours(request(Event.STARTED, 5));
        assertThat(announce(ours, ANNA).asksName()).isTrue();
        assertThat(announce(ours.withName(Optional.of("anna")), ANNA).asksName()).isFalse();
    }

    /** Refuses what it is told to, and counts who joins. */
    private static final class Strict extends OpenGate {
        final List<InfoHash> joined = new ArrayList<>();
        Optional<TrackerRejection> requests = Optional.empty();
        Optional<TrackerRejection> announces = Optional.empty();
        Optional<TrackerRejection> joins = Optional.empty();

        private static void refuse(Optional<TrackerRejection> refusal) throws TrackerRejection {
            if (refusal.isPresent()) {
                throw refusal.get();
            }
        }

        @Override
        public void request(PeerAddress from) throws TrackerRejection {
            refuse(requests);
        }

        @Override
        public void announce(InfoHash infoHash, PeerAddress from, Pass pass)
                throws TrackerRejection {
            refuse(announces);
        }

        @Override
        public void join(InfoHash infoHash, PeerAddress from) throws TrackerRejection {
            joined.add(infoHash);
            refuse(joins);
        }
    }

    @Test
    void tellsTheRefusedWhyAndThePersonOnce() {
        Strict gate = new Strict();
        AnnounceService strict = service(gate);
        gate.announces = Optional.of(new TrackerRejection(Reason.FORBIDDEN, "not listed"));
        for (int i = 0; i < 3; i++) {
            assertThat(refusal(strict, request(Event.STARTED, 5), ANNA)).isEqualTo("not listed");
        }
        assertThat(events.lines).containsExactly("refused announce: not listed");
    }

    /** BEP 31. */
    @Test
    void tellsWhoComesTooOftenWhenToComeBack() {
        Strict gate = new Strict();
        gate.requests =
                Optional.of(
                        new TrackerRejection(
                                Reason.TOO_OFTEN,
                                "too many requests",
                                Optional.of(Duration.ofSeconds(150))));
        assertThat(answer(service(gate), request(Event.NONE, 5), ANNA))
                .isEqualTo(new Failure("too many requests", Optional.of(Duration.ofMinutes(3))));
    }

    @Test
    void takesOutAgainWhoMayNotJoin() {
        Strict gate = new Strict();
        AnnounceService strict = service(gate);
        for (Event event : List.of(Event.STARTED, Event.NONE, Event.COMPLETED, Event.PAUSED)) {
            gate.joins = Optional.of(new TrackerRejection(Reason.TOO_OFTEN, "too many swarms"));
            assertThat(refusal(strict, request(event, 0), ANNA)).isEqualTo("too many swarms");
            gate.joins = Optional.empty();
            Peers seen = (Peers) answer(strict, request(Event.STARTED, 5), BERT);
            assertThat(seen.peers()).isEmpty();
            assertThat(seen.complete()).hasValue(0);
            answer(strict, request(Event.STOPPED, 5), BERT);
        }
    }

    @Test
    void countsWhoJoinsButNotWhoComesBack() {
        Strict gate = new Strict();
        AnnounceService strict = service(gate);
        answer(strict, request(Event.STARTED, 5), ANNA);
        answer(strict, request(Event.NONE, 5), ANNA);
        answer(strict, request(Event.STARTED, 5), ANNA);
        answer(strict, request(Event.STOPPED, 5), ANNA);
        assertThat(gate.joined).containsExactly(SHARE);
    }

    /** BEP 21. */
    @Test
    void knowsPartialSeedsByWhatTheySay() {
        assertThat(AnnounceService.role(false, Event.PAUSED)).isEqualTo(Role.PARTIAL_SEED);
        assertThat(AnnounceService.role(true, Event.PAUSED)).isEqualTo(Role.SEEDER);
        assertThat(AnnounceService.role(true, Event.NONE)).isEqualTo(Role.SEEDER);
        for (Event event : List.of(Event.NONE, Event.STARTED, Event.COMPLETED)) {
            assertThat(AnnounceService.role(false, event)).isEqualTo(Role.LEECHER);
        }
    }
}
