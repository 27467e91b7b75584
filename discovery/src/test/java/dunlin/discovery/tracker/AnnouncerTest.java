package dunlin.discovery.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dunlin.discovery.PeerSource;
import dunlin.net.ScriptedServer;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.udp.UdpRequest.Announce;
import dunlin.protocol.announce.udp.UdpResponse;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.metainfo.Tiers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class AnnouncerTest {
    private static final String ONE_PEER =
            ScriptedServer.ok(
                    "d8:completei1e10:incompletei2e8:intervali1800e5:peers6:"
                            + "\u0001\u0002\u0003\u0004\u0000Qe");
    private static final InetSocketAddress PEER =
            new InetSocketAddress(InetAddress.ofLiteral("1.2.3.4"), 81);
    private static final String REFUSAL = ScriptedServer.ok("d14:failure reason4:fulle");

    private static final class Recorder implements PeerSource.Subscriber {
        final List<String> lines = new CopyOnWriteArrayList<>();
        volatile long left = 100;

        @Override
        public PeerSource.Progress progress() {
            return new PeerSource.Progress(1, 2, left);
        }

        @Override
        public boolean isAlone() {
            return false;
        }

        @Override
        public boolean wantsPeers() {
            return true;
        }

        @Override
        public void found(Collection<InetSocketAddress> peers) {
            lines.add("found " + peers);
        }

        @Override
        public void works(String url, int seeders, int leechers) {
            lines.add("works " + seeders + "/" + leechers);
        }

        @Override
        public void fails(String url, String reason) {
            lines.add("fails " + reason);
        }
    }

    private final Recorder recorder = new Recorder();

    private Announcer announce(List<List<String>> tiers) {
        return announce(
                tiers, new Announcer.Self(PeerId.random(new Random(1)), 6881, Optional.empty()));
    }

    private Announcer announce(List<List<String>> tiers, Announcer.Self self) {
        return Announcer.start(InfoHash.of(new byte[20]), new Tiers(tiers), self, recorder);
    }

    @Test
    void startsCompletesAndStops() throws Exception {
        try (ScriptedServer tracker = ScriptedServer.answering(ONE_PEER)) {
            Announcer announcer = announce(List.of(List.of(tracker.announceUrl())));
            await().until(() -> recorder.lines.size() == 2);
            assertThat(recorder.lines).containsExactly("works 1/2", "found [/1.2.3.4:81]");
            recorder.left = 0;
            announcer.completed();
            await().until(() -> tracker.targets.size() == 2);
            announcer.close();
            announcer.close();
            assertThat(tracker.targets).hasSize(3);
            assertThat(tracker.targets.get(0)).contains("&left=100&", "&event=started&numwant=80&");
            assertThat(tracker.targets.get(1)).contains("&left=0&", "&event=completed&");
            assertThat(tracker.targets.get(2)).contains("&event=stopped&numwant=0&");
            assertThat(tracker.targets)
                    .extracting(target -> target.replaceFirst(".*&key=([0-9A-F]{8}).*", "$1"))
                    .containsOnly(keyOf(tracker.targets.getFirst()));
        }
    }

    private static String keyOf(String target) {
        int at = target.indexOf("&key=") + 5;
        return target.substring(at, at + 8);
    }

    @Test
    void failsOverWithinATierAndAnnouncesToEveryTier() throws Exception {
        try (ScriptedServer refusing = ScriptedServer.answering(REFUSAL);
                ScriptedServer first = ScriptedServer.answering(ONE_PEER);
                ScriptedServer second = ScriptedServer.answering(ONE_PEER)) {
            try (Announcer announcer =
                    announce(
                            List.of(
                                    List.of(refusing.announceUrl()),
                                    List.of(first.announceUrl()),
                                    List.of(second.announceUrl())))) {
                await().until(() -> recorder.lines.size() == 5);
                announcer.hurry();
            }
            assertThat(recorder.lines).contains("fails refuses: full");
            assertThat(first.targets).hasSize(2);
            assertThat(second.targets).hasSize(2);
            // Who never took us in need not hear that we leave.
            assertThat(refusing.targets).noneMatch(target -> target.contains("stopped"));
        }
    }

    @Test
    void startsCompletesAndStopsOverUdp() throws Exception {
        try (ScriptedUdpTracker tracker = ScriptedUdpTracker.naming(PEER)) {
            Announcer announcer = announce(List.of(List.of(tracker.announceUrl())));
            await().until(() -> recorder.lines.size() == 2);
            assertThat(recorder.lines).containsExactly("works 1/2", "found [/1.2.3.4:81]");
            recorder.left = 0;
            announcer.completed();
            await().until(() -> tracker.announces().size() == 2);
            announcer.close();
            assertThat(tracker.announces())
                    .extracting(Announce::event)
                    .containsExactly(Event.STARTED, Event.COMPLETED, Event.STOPPED);
            assertThat(tracker.announces())
                    .extracting(Announce::left)
                    .containsExactly(100L, 0L, 0L);
            assertThat(tracker.announces())
                    .extracting(Announce::numWant)
                    .containsExactly(80, 80, 0);
            assertThat(tracker.announces())
                    .extracting(Announce::key)
                    .containsOnly(tracker.announces().getFirst().key());
        }
    }

    @Test
    void failsOverFromUdpToWhateverWorks() throws Exception {
        int closed = ScriptedUdpTracker.closedPort();
        try (ScriptedUdpTracker refusing =
                        new ScriptedUdpTracker(request ->
                                List.of(
                                        ScriptedUdpTracker.bytes(
                                                new UdpResponse.Error(
                                                        request.transactionId(), "full"))));
                ScriptedServer http = ScriptedServer.answering(ONE_PEER);
                Announcer announcer =
                        announce(
                                List.of(
                                        List.of(refusing.announceUrl()),
                                        List.of("udp://127.0.0.1:" + closed),
                                        List.of(http.announceUrl())))) {
            await().until(() -> recorder.lines.size() == 4);
            assertThat(recorder.lines)
                    .containsExactlyInAnyOrder(
                            "fails refuses: full",
                            "fails nobody listens at 127.0.0.1:" + closed,
                            "works 1/2",
                            "found [/1.2.3.4:81]");
        }
    }

    @Test
    void turnsToTheNextOfATierWhenATrackerOverUdpFails() throws Exception {
        int closed = ScriptedUdpTracker.closedPort();
        try (ScriptedUdpTracker good = ScriptedUdpTracker.naming(PEER)) {
            List<String> tier = List.of("udp://127.0.0.1:" + closed, good.announceUrl());
            try (Announcer announcer = announce(List.of(tier))) {
                await().until(() -> recorder.lines.contains("found [/1.2.3.4:81]"));
                announcer.completed();
            }
            assertThat(good.announces())
                    .last()
                    .extracting(Announce::event)
                    .isEqualTo(Event.STOPPED);
        }
    }

    @Test
    void closesInTimeThoughTheTrackerOverUdpSaysNothing() {
        try (ScriptedUdpTracker tracker = new ScriptedUdpTracker(request -> List.of())) {
            Announcer announcer = announce(List.of(List.of(tracker.announceUrl())));
            await().until(() -> !tracker.requests.isEmpty());
            long start = System.nanoTime();
            announcer.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(500), Duration.ofSeconds(12));
            assertThat(recorder.lines).isEmpty();
        }
    }

    @Test
    void namesOnceWhatItCannotAnnounceTo() {
        try (Announcer announcer =
                announce(
                        List.of(
                                List.of(
                                        "ws://t.example:1",
                                        "udp://t.example",
                                        "file:///etc/passwd")))) {
            await().until(() -> recorder.lines.size() == 3);
            announcer.completed();
        }
        assertThat(recorder.lines)
                .containsExactlyInAnyOrder(
                        "fails only http://, https:// and udp:// trackers are announced to",
                        "fails a tracker's URL with udp:// needs a port",
                        "fails only http://, https:// and udp:// trackers are announced to");
    }

    @Test
    void closesInTimeThoughTheTrackerHangs() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (ScriptedServer tracker = new ScriptedServer((target, out) -> never.await())) {
            Announcer announcer = announce(List.of(List.of(tracker.announceUrl())));
            await().until(() -> !tracker.targets.isEmpty());
            long start = System.nanoTime();
            announcer.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(500), Duration.ofSeconds(12));
            assertThat(tracker.targets).last().asString().contains("stopped");
            assertThat(recorder.lines).isEmpty();
        } finally {
            never.countDown();
        }
    }

    @Test
    void showsItsNameToATrackerThatAPersonNamed() throws Exception {
        try (ScriptedServer tracker = ScriptedServer.answering(ONE_PEER)) {
            Announcer.Self self =
                    new Announcer.Self(
                            PeerId.random(new Random(1)),
                            6881,
                            Optional.empty(),
                            Optional.empty(),
                            List.of(),
                            Optional.of(
                                    new CredentialRenewal(
                                            PeerKeyPair.ofSeed(new byte[32]),
                                            "anna",
                                            6881,
                                            List.of(URI.create(tracker.announceUrl())),
                                            InstantSource.system())));
            Announcer announcer = announce(List.of(List.of(tracker.announceUrl())), self);
            await().until(() -> !tracker.targets.isEmpty());
            announcer.close();
            assertThat(tracker.targets)
                    .isNotEmpty()
                    .allSatisfy(target -> {
                        String query = target.replaceFirst("^[^?]*[?]", "");
                        assertThat(AnnounceRequest.parse(query).name()).contains("anna");
                        assertThat(AnnounceRequest.parse(query).credential())
                                .hasValueSatisfying(credential ->
                                        assertThat(
                                                        credential.isValid(
                                                                Instant.now().getEpochSecond()))
                                                .isTrue());
                    });
        }
    }

    @Test
    void stoppedIsTheLastWordThoughAnotherIsUnderWay() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        CountDownLatch completing = new CountDownLatch(1);
        try (ScriptedServer tracker =
                new ScriptedServer((target, out) -> {
                    if (target.contains("completed")) {
                        completing.countDown();
                        Thread.sleep(300); // busy
                    }
                    heard.add(target.replaceFirst(".*&event=([a-z]+)&.*", "$1"));
                    out.write(ONE_PEER.getBytes(StandardCharsets.ISO_8859_1));
                })) {
            Announcer announcer = announce(List.of(List.of(tracker.announceUrl())));
            await().until(() -> recorder.lines.size() == 2);
            announcer.completed();
            completing.await();
            announcer.close();
            assertThat(heard).containsExactly("started", "completed", "stopped");
        }
    }

    @Test
    void stoppedIsTheLastWordOverUdpThoughAnotherIsUnderWay() throws Exception {
        CountDownLatch completing = new CountDownLatch(1);
        try (ScriptedUdpTracker tracker =
                new ScriptedUdpTracker(request -> {
                    if (request instanceof Announce announce
                            && announce.event() == Event.COMPLETED) {
                        completing.countDown();
                        return List.of(); // lost
                    }
                    return List.of(ScriptedUdpTracker.polite(request));
                })) {
            Announcer announcer = announce(List.of(List.of(tracker.announceUrl())));
            await().until(() -> recorder.lines.size() == 1);
            announcer.completed();
            completing.await();
            announcer.close();
            await().until(() ->
                    tracker.announces().stream()
                            .anyMatch(announce -> announce.event() == Event.STOPPED));
            assertThat(tracker.announces())
                    .extracting(Announce::event)
                    .startsWith(Event.STARTED, Event.COMPLETED)
                    .endsWith(Event.STOPPED);
        }
    }

    @Test
    void asksTiersBeyondTheTwentiethToo() throws Exception {
        int closed = ScriptedServer.closedPort();
        try (ScriptedServer tracker = ScriptedServer.answering(ONE_PEER)) {
            List<List<String>> tiers = new ArrayList<>();
            for (int i = 0; i < 21; i++) {
                tiers.add(List.of("http://127.0.0." + (2 + i) + ":" + closed + "/announce"));
            }
            tiers.add(List.of(tracker.announceUrl()));
            try (Announcer announcer = announce(tiers)) {
                announcer.hurry();
                await().until(() -> recorder.lines.contains("works 1/2"));
            }
            assertThat(tracker.targets).last().asString().contains("stopped");
        }
    }
}
