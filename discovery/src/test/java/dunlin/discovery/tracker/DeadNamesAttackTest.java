package dunlin.discovery.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dunlin.discovery.PeerSource;
import dunlin.net.NameLookup;
import dunlin.net.ScriptedServer;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.metainfo.Tiers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Trackers whose names nobody answers for: a dead name server, or one that a stranger has. */
@Tag("attack")
class DeadNamesAttackTest {
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();

    /** Knows one name. For any other it waits as the system does: nothing interrupts it. */
    private final NameLookup names =
            new NameLookup(name -> {
                assertThat(Thread.currentThread().isVirtual()).isFalse();
                if (name.equals("good.example")) {
                    return new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")};
                }
                waiting.incrementAndGet();
                while (true) {
                    try {
                        end.await();
                        throw new UnknownHostException(name);
                    } catch (InterruptedException _) {
                        // As if nothing were.
                    }
                }
            });

    @AfterEach
    void letThemGo() {
        end.countDown();
    }

    private Announcer announce(List<String> urls) {
        PeerSource.Subscriber nobody =
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
        return Announcer.start(
                InfoHash.of(new byte[20]),
                Tiers.each(urls),
                new Announcer.Self(PeerId.random(new Random(1)), 6881, Optional.empty()),
                nobody,
                names);
    }

    @Test
    void theGoodTrackersHearTheFirstAnnounceWhileTheOthersAreStillLookedFor() throws Exception {
        String answer = ScriptedServer.ok("d8:intervali1800e5:peers0:e");
        try (ScriptedServer byAddress = ScriptedServer.answering(answer);
                ScriptedServer byName = ScriptedServer.answering(answer)) {
            List<String> urls = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                urls.add((i % 2 == 0 ? "http" : "udp") + "://dead" + i + ".example:80/announce");
            }
            urls.add(byAddress.announceUrl());
            urls.add("http://good.example:" + byName.port() + "/announce");
            Announcer announcer = announce(urls);
            await().until(() -> byAddress.targets.size() == 1 && byName.targets.size() == 1);
            await().until(() -> waiting.get() == 10);
            announcer.close();
            assertThat(byAddress.targets).hasSize(2).last().asString().contains("event=stopped");
        }
    }

    private void assertEndsInTime(String url) {
        TrackerClient client =
                new TrackerClient(
                        Optional.empty(),
                        List.of(),
                        names,
                        Duration.ofMillis(300),
                        Duration.ofMillis(300));
        AnnounceRequest request =
                new AnnounceRequest(
                        InfoHash.of(new byte[20]),
                        PeerId.random(new Random(1)),
                        6881,
                        0,
                        0,
                        1,
                        AnnounceRequest.Event.STARTED,
                        OptionalInt.empty(),
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        assertThatThrownBy(() -> client.announce(url, request))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("nobody says in time where dead.example is");
    }

    @Test
    void theDeadlineOfACallCoversTheLookUp() {
        assertEndsInTime("http://dead.example/announce");
        assertEndsInTime("udp://dead.example:80/announce");
    }

    @Test
    void oneNameIsAskedForOnceAtATimeHoweverManyWaitForIt() {
        for (int i = 0; i < 5; i++) {
            assertEndsInTime("udp://dead.example:80/announce");
        }
        assertThat(waiting).hasValue(1);
    }

    @Test
    void moreNamesThanThreadsAndPlacesAreRefusedAtOnce() throws Exception {
        List<String> many = IntStream.range(0, 2_000).mapToObj(i -> "dead" + i).toList();
        assertThat(names.findAll(many, Duration.ZERO)).isEmpty();
        assertEndsInTime("http://dead.example/announce");
        await().until(() -> waiting.get() == 64);
        assertThat(waiting).hasValue(64);
    }
}
