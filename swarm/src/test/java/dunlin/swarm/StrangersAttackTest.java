package dunlin.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.peer.PeerConnection;
import dunlin.protocol.metainfo.Magnet;
import dunlin.protocol.wire.ExtensionHandshake;
import dunlin.protocol.wire.Message;
import dunlin.swarm.dial.AddressBook;
import dunlin.swarm.dial.Connector;
import dunlin.swarm.dial.DhtPort;
import dunlin.swarm.dial.Origin;
import dunlin.swarm.metadata.MetadataFetch;
import dunlin.testkit.MemoryHost;
import dunlin.testkit.SampleShare;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Strangers who want the places, turns and names of honest peers; in virtual time. */
@Tag("attack")
class StrangersAttackTest {
    private static final int PIECE = 64 * 1024;
    private static final int PIECES = 32;
    private static final long UPLINK = 1 << 20;

    /** Alone, a fetch takes 2 s. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private final SampleShare share;
    private final SimulatedSwarm swarm;
    private final SimulatedSwarm.Peer seeder;
    private final SimulatedSwarm.Peer leecher;

    StrangersAttackTest() throws Exception {
        share = SampleShare.of(PIECE, PIECES * PIECE);
        swarm = new SimulatedSwarm(share, 1);
        seeder = swarm.seeder(UPLINK);
        leecher = swarm.leechers(1, UPLINK).getFirst();
    }

    private void pass(Duration time) {
        swarm.time.after(time.toNanos(), () -> {});
        swarm.time.runUntil(() -> false, Duration.ofNanos(swarm.time.nanoTime()).plus(time));
    }

    private boolean isDoneSoon() {
        Duration from = Duration.ofNanos(swarm.time.nanoTime());
        return swarm.runUntilAllAreComplete(from.plus(SOON));
    }

    @Test
    void aHundredIdleConnectionsAtTheSeedKeepNobodyOut() throws Exception {
        swarm.strangers(seeder, 100, 1, swarm::anyId);
        pass(Duration.ofSeconds(1));
        assertThat(isDoneSoon()).isTrue();
    }

    @Test
    void aHundredIdleConnectionsOfAsManyHostsKeepNobodyOutForLong() throws Exception {
        swarm.strangers(seeder, 100, 100, swarm::anyId);
        pass(Duration.ofSeconds(25));
        assertThat(isDoneSoon()).isTrue();
    }

    @Test
    void aHundredIdleConnectionsAtTheFetcherKeepItFromNoSeed() throws Exception {
        swarm.strangers(leecher, 100, 1, swarm::anyId);
        swarm.strangers(leecher, 100, 100, swarm::anyId);
        pass(Duration.ofSeconds(1));
        assertThat(leecher.swarm.wantsPeers()).isTrue();
        assertThat(isDoneSoon()).isTrue();
    }

    @Test
    void ninetyWhoWantAndNeverAskOfTenHostsTakeNobodysTurn() throws Exception {
        swarm.strangers(seeder, 90, 10, swarm::anyId, new Message.Interested());
        pass(Duration.ofSeconds(1));
        assertThat(isDoneSoon()).isTrue();
    }

    @Test
    void ofAsManyHostsTheyTakeThreeSecondsEach() throws Exception {
        swarm.strangers(seeder, 30, 30, swarm::anyId, new Message.Interested());
        pass(Duration.ofSeconds(1));
        Duration oneSweep = Duration.ofSeconds(15);
        assertThat(swarm.runUntilAllAreComplete(oneSweep.plus(SOON))).isTrue();
    }

    @Test
    void whoeverComesUnderAPeersIdClosesItsConnectionAtNeitherSide() throws Exception {
        swarm.start();
        swarm.time.runUntil(() -> leecher.swarm.status().peers().size() == 1, SOON);
        swarm.strangers(seeder, 20, 20, leecher::id);
        swarm.strangers(leecher, 20, 20, seeder::id);
        pass(Duration.ofSeconds(1));
        assertThat(leecher.swarm.status().peers())
                .anyMatch(peer -> peer.address().equals(seeder.host.address()));
        assertThat(swarm.time.runUntil(swarm::isComplete, SOON)).isTrue();
    }

    @Test
    void whoCameUnderAPeersIdBeforeItKeepsItFromNothing() throws Exception {
        swarm.strangers(seeder, 5, 5, leecher::id);
        swarm.strangers(leecher, 5, 5, seeder::id);
        pass(Duration.ofSeconds(1));
        assertThat(isDoneSoon()).isTrue();
    }

    /** Whoever announces costs nothing: one host can name a hundred ports as its own. */
    @Test
    void aHundredIdleListenersThatATrackerNamesKeepUsFromNoSeed() throws Exception {
        leecher.hearsOf(swarm.listeners(100, 1));
        leecher.hearsOf(List.of(seeder.host.address()));
        leecher.swarm.start();
        assertThat(swarm.time.runUntil(swarm::isComplete, SOON)).isTrue();
    }

    @Test
    void norDoTheyOnAsManyHostsForLong() throws Exception {
        leecher.hearsOf(swarm.listeners(100, 100));
        leecher.hearsOf(List.of(seeder.host.address()));
        leecher.swarm.start();
        assertThat(swarm.time.runUntil(swarm::isComplete, Duration.ofMinutes(1))).isTrue();
    }

    @Test
    void idleConnectionsBothWaysKeepNoLinkFromItsMetadata() throws Exception {
        MemoryHost us = swarm.network.host(new InetSocketAddress("10.2.0.1", 6881), UPLINK);
        Connector connector = new Connector(new AddressBook(500, true), us.dialer(), swarm.time);
        try (MetadataFetch fetch =
                new MetadataFetch(
                        Magnet.parse("magnet:?xt=urn:btih:" + share.info().id()),
                        swarm.anyId(),
                        6881,
                        DhtPort.NONE,
                        false,
                        connector,
                        swarm.time)) {
            connector.admitTo(fetch);
            us.lead(share.info().id(), fetch);
            swarm.strangers(us.address(), 40, 1, swarm::anyId);
            connector.add(swarm.listeners(100, 100), Origin.TRACKER);
            connector.add(List.of(seeder.host.address()), Origin.TRACKER);
            fetch.start();
            pass(Duration.ofMinutes(1));
            assertThat(fetch.await(Duration.ZERO)).contains(share.info().bytes());
        }
    }

    @Test
    void whoIntroducesItselfOnAndOnToALinkIsClosed() throws Exception {
        MemoryHost us = swarm.network.host(new InetSocketAddress("10.2.0.1", 6881), UPLINK);
        Connector connector = new Connector(new AddressBook(500, true), us.dialer(), swarm.time);
        try (MetadataFetch fetch =
                new MetadataFetch(
                        Magnet.parse("magnet:?xt=urn:btih:" + share.info().id()),
                        swarm.anyId(),
                        6881,
                        DhtPort.NONE,
                        false,
                        connector,
                        swarm.time)) {
            us.lead(share.info().id(), fetch);
            PeerConnection babbler = swarm.strangers(us.address(), 1, 1, swarm::anyId).getFirst();
            Message again = new Message.Extended(0, ExtensionHandshake.NONE.toBytes());
            for (int i = 0; i < 1_000; i++) {
                babbler.send(again);
            }
            pass(Duration.ofSeconds(1));
            assertThat(babbler.isClosed()).isTrue();
        }
    }

    @Test
    void whoeverTalksOnAndOnIsClosed() throws Exception {
        for (Message idle :
                List.of(
                        new Message.Interested(),
                        new Message.Have(0),
                        new Message.Cancel(0, 0, 1),
                        new Message.Port(1))) {
            PeerConnection babbler =
                    swarm.strangers(seeder, 1, 1, swarm::anyId, new Message.Have(0)).getFirst();
            for (int i = 0; i < 25_000; i++) {
                babbler.send(idle);
            }
            pass(Duration.ofSeconds(1));
            assertThat(babbler.isClosed()).as(idle.toString()).isTrue();
        }
        assertThat(isDoneSoon()).isTrue();
    }
}
