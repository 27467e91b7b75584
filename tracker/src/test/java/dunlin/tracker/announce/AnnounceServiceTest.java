package dunlin.tracker.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.AnnounceResponse;
import dunlin.protocol.announce.ScrapeRequest;
import dunlin.tracker.RecordedEvents;
import dunlin.tracker.access.Gate;
import dunlin.tracker.memory.MemorySwarmStore;
import dunlin.tracker.store.SwarmStoreContract;
import dunlin.tracker.store.TrackerRejection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
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
    private final AnnounceService service =
            new AnnounceService(
                    new MemorySwarmStore(10_000, 10_000),
                    Gate.OPEN,
                    () -> now,
                    Duration.ofMinutes(2),
                    hash -> "films",
                    events);

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
    void tellsTheNextPeerOfTheOneBefore() throws TrackerRejection {
        service.announce(request(Event.STARTED, 0), ANNA);
        AnnounceResponse.Peers answer = service.announce(request(Event.STARTED, 5), BERT);
        assertThat(answer.addresses()).containsExactly(at("192.0.2.10"));
        assertThat(answer.interval()).isEqualTo(120);
        assertThat(answer.complete()).hasValue(1);
        assertThat(answer.incomplete()).hasValue(1);
        assertThat(answer.externalIp()).contains(BERT);
    }

    @Test
    void ignoresAnAddressClaimedFromAfar() throws TrackerRejection {
        service.announce(request(Event.STARTED, 0, Optional.of("203.0.113.7")), ANNA);
        assertThat(service.announce(request(Event.STARTED, 5), BERT).addresses())
                .containsExactly(at("192.0.2.10"));
    }

    @Test
    void believesAnAddressClaimedFromThisMachine() throws TrackerRejection {
        service.announce(request(Event.STARTED, 0, Optional.of("192.0.2.99")), LOOPBACK);
        assertThat(service.announce(request(Event.STARTED, 5), BERT).addresses())
                .containsExactly(at("192.0.2.99"));
    }

    @Test
    void refusesAClaimThatIsNoAddress() {
        for (String claim : List.of("example.com", "0.0.0.0", "224.0.0.1", "::")) {
            assertThatThrownBy(() ->
                            service.announce(
                                    request(Event.STARTED, 0, Optional.of(claim)), LOOPBACK))
                    .isInstanceOf(TrackerRejection.class);
        }
    }

    @Test
    void namesLoopbackPeersOnlyToThisMachine() throws TrackerRejection {
        service.announce(request(Event.STARTED, 0), LOOPBACK);
        assertThat(service.announce(request(Event.STARTED, 5), ANNA).addresses()).isEmpty();
        InetAddress other = InetAddress.ofLiteral("127.0.0.2");
        assertThat(service.announce(request(Event.STARTED, 5), other).addresses())
                .contains(at("127.0.0.1"));
    }

    @Test
    void givesFiftyPeersUnlessToldOtherwiseAndTwoHundredAtMost() throws TrackerRejection {
        for (int i = 0; i < 250; i++) {
            InetAddress address = InetAddress.ofLiteral("198.51.100." + i);
            service.announce(request(Event.STARTED, 5), address);
        }
        assertThat(service.announce(request(Event.NONE, 5), ANNA).peers()).hasSize(50);
        AnnounceRequest greedy = AnnounceRequestCopies.wanting(request(Event.NONE, 5), 1_000_000);
        assertThat(service.announce(greedy, ANNA).peers()).hasSize(200);
        AnnounceRequest modest = AnnounceRequestCopies.wanting(request(Event.NONE, 5), 0);
        assertThat(service.announce(modest, ANNA).peers()).isEmpty();
    }

    @Test
    void tellsWhoComesCompletesAndGoes() throws TrackerRejection {
        service.announce(request(Event.STARTED, 0).withName(Optional.of("anna")), ANNA);
        service.announce(request(Event.STARTED, 5), BERT);
        service.announce(request(Event.NONE, 3), BERT);
        service.announce(request(Event.COMPLETED, 0), BERT);
        service.announce(request(Event.STOPPED, 0), BERT);
        assertThat(events.lines)
                .containsExactly(
                        "started anna films 1/0",
                        "started 192.0.2.20:6881 films 1/1",
                        "completed 192.0.2.20:6881 films 2/0",
                        "stopped 192.0.2.20:6881 films 1/0");
    }

    @Test
    void forgetsWhoFellSilentAndSaysSo() throws TrackerRejection {
        service.announce(request(Event.STARTED, 5), ANNA);
        now = now.plusSeconds(299);
        service.expire();
        assertThat(events.lines).hasSize(1);
        now = now.plusSeconds(2);
        service.expire();
        assertThat(events.lines).last().isEqualTo("expired 192.0.2.10:6881 films 0/0");
        assertThat(service.scrape(new ScrapeRequest(List.of(SHARE))).swarms().get(SHARE))
                .hasFieldOrPropertyWithValue("incomplete", 0);
    }

    @Test
    void nobodyCanStopAnother() throws TrackerRejection {
        service.announce(request(Event.STARTED, 0), ANNA);
        service.announce(request(Event.STOPPED, 0, Optional.of("192.0.2.10")), BERT);
        assertThat(service.announce(request(Event.NONE, 5), BERT).addresses())
                .containsExactly(at("192.0.2.10"));
    }

    @Test
    void asksPeersOfOurOwnKindForTheirName() throws TrackerRejection {
        assertThat(service.announce(request(Event.STARTED, 5), ANNA).asksName()).isFalse();
        AnnounceRequest ours = AnnounceRequestCopies.ours(request(Event.STARTED, 5));
        assertThat(service.announce(ours, ANNA).asksName()).isTrue();
        assertThat(service.announce(ours.withName(Optional.of("anna")), ANNA).asksName()).isFalse();
    }
}
