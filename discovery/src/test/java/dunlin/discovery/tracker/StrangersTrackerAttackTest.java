package dunlin.discovery.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dunlin.discovery.PeerSource;
import dunlin.net.ScriptedServer;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.announce.udp.UdpRequest.Announce;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.metainfo.Tiers;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A stranger's link or torrent names a tracker that wants to know who is there. */
@Tag("attack")
class StrangersTrackerAttackTest {
    private static final PeerSource.Subscriber NOBODY =
            new PeerSource.Subscriber() {
                @Override
                public PeerSource.Progress progress() {
                    return new PeerSource.Progress(0, 0, 1);
                }

                @Override
                public boolean isAlone() {
                    return true;
                }

                @Override
                public boolean wantsPeers() {
                    return true;
                }

                @Override
                public void found(Collection<InetSocketAddress> peers) {}

                @Override
                public void works(String name, int seeders, int leechers) {}

                @Override
                public void fails(String name, String reason) {}
            };

    /** Of a person who named another index on this machine. */
    private static Announcer announce(String tracker) {
        CredentialRenewal credential =
                new CredentialRenewal(
                        PeerKeyPair.ofSeed(new byte[32]),
                        "anna",
                        6881,
                        List.of(URI.create("http://127.0.0.1:1/announce")),
                        InstantSource.system());
        Announcer.Self self =
                new Announcer.Self(
                        PeerId.random(new Random(1)),
                        6881,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.of(credential));
        Tiers tiers = new Tiers(List.of(List.of(tracker)));
        return Announcer.start(InfoHash.of(new byte[20]), tiers, self, NOBODY);
    }

    @Test
    void whoAsksForTheNameOverHttpGetsNeitherNameNorKey() throws Exception {
        for (String answer :
                List.of(
                        "d9:asks namei1e8:intervali5e5:peers0:e",
                        "d9:asks namei1e14:failure reason12:members onlye")) {
            try (ScriptedServer tracker = ScriptedServer.answering(ScriptedServer.ok(answer));
                    Announcer announcer = announce(tracker.announceUrl())) {
                await().until(() -> !tracker.targets.isEmpty());
                announcer.completed();
                announcer.close();
                assertThat(tracker.targets)
                        .noneMatch(target -> target.matches(".*[?&](name|pk|for|sig)=.*"));
            }
        }
    }

    @Test
    void whoIsAnnouncedToOverUdpGetsNeitherNameNorKey() throws Exception {
        try (ScriptedUdpTracker tracker = ScriptedUdpTracker.naming()) {
            announceAndStop(tracker);
            assertThat(tracker.announces()).isNotEmpty();
            assertThat(tracker.announces())
                    .extracting(Announce::urlData)
                    .containsOnly(Optional.empty());
        }
    }

    private static void announceAndStop(ScriptedUdpTracker tracker) {
        try (Announcer announcer = announce(tracker.announceUrl())) {
            await().until(() -> !tracker.announces().isEmpty());
            announcer.completed();
        }
    }
}
