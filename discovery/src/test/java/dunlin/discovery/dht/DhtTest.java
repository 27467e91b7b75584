package dunlin.discovery.dht;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.discovery.PeerSource;
import dunlin.discovery.dht.core.Found;
import dunlin.discovery.dht.core.Running;
import dunlin.discovery.dht.core.Signatures;
import dunlin.net.HostPort;
import dunlin.net.NameLookup;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.krpc.Family;
import dunlin.testkit.VirtualTime;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Peers of ours in a network of their own, in virtual time. */
class DhtTest {
    private static final InfoHash SHARE = InfoHash.of(1, 2, 3);

    private final VirtualTime time = new VirtualTime();
    private final VirtualPorts network = new VirtualPorts(time);
    private final Random random = new Random(1);
    private int peers;

    /** A peer, and what its nodes tell it. */
    private final class Peer implements DhtListener {
        private final VirtualPorts.Port port;
        private final int peerPort;
        private final Dht dht;
        private Optional<Integer> entered = Optional.empty();
        private boolean isSilent;
        private Memory memory = Memory.NONE;

        Peer(Memory memory, boolean readOnly, String... entrances) {
            peers++;
            port = network.port("10.0.%d.%d:6881".formatted(peers / 250, 1 + peers % 250));
            peerPort = 10_000 + peers;
            NameLookup nobody =
                    new NameLookup(name -> {
                        throw new UnknownHostException(name);
                    });
            dht =
                    Dht.start(
                            port,
                            new DhtSettings(
                                    Set.of(Family.IPV4),
                                    peerPort,
                                    Stream.of(entrances).map(HostPort::parse).toList(),
                                    true,
                                    readOnly),
                            memory,
                            this,
                            new Dht.Surroundings(time, random, nobody, Signatures.ED25519));
        }

        Peer(String... entrances) {
            this(Memory.NONE, false, entrances);
        }

        String address() {
            return PeerAddress.of(port.address()).toString();
        }

        /** Where its peers can dial it. */
        InetSocketAddress dialled() {
            return new InetSocketAddress(port.address().getAddress(), peerPort);
        }

        @Override
        public void entered(int nodes) {
            entered = Optional.of(nodes);
        }

        @Override
        public void silent() {
            isSilent = true;
        }

        @Override
        public void remember(Memory now) {
            memory = now;
        }
    }

    /** A share that knows nobody. */
    private static final class Alone implements PeerSource.Subscriber {
        private boolean isDescribed = true;
        private long left = 1;
        private final Set<InetSocketAddress> found = new LinkedHashSet<>();

        @Override
        public PeerSource.Progress progress() {
            return new PeerSource.Progress(0, 0, left);
        }

        @Override
        public boolean wantsPeers() {
            return left > 0;
        }

        @Override
        public boolean isAlone() {
            return found.isEmpty();
        }

        @Override
        public boolean isDescribed() {
            return isDescribed;
        }

        @Override
        public void found(Collection<InetSocketAddress> addresses) {
            found.addAll(addresses);
        }

        @Override
        public void works(String name, int seeders, int leechers) {
            throw new AssertionError("there is no tracker");
        }

        @Override
        public void fails(String name, String reason) {
            throw new AssertionError("there is no tracker");
        }
    }

    private static Alone sharer() {
        Alone sharer = new Alone();
        sharer.left = 0;
        return sharer;
    }

    private void await(BooleanSupplier what, int seconds) {
        Duration limit = Duration.ofNanos(time.nanoTime()).plusSeconds(seconds);
        assertThat(time.runUntil(what, limit)).isTrue();
    }

    private void pass(Duration duration) {
        time.runUntil(() -> false, Duration.ofNanos(time.nanoTime()).plus(duration));
    }

    private List<Peer> network(int size) {
        List<Peer> all = new ArrayList<>();
        all.add(new Peer());
        for (int i = 1; i < size; i++) {
            all.add(new Peer(all.getFirst().address()));
        }
        await(() -> all.stream().allMatch(peer -> peer.dht.status().isReady()), 60);
        return all;
    }

    @Test
    void findsWhoSharesWithNothingButTheInfoHash() {
        List<Peer> all = network(30);
        Peer us = all.get(7);
        PeerSource serving = us.dht.source(SHARE, sharer());
        pass(Duration.ofSeconds(10));
        Alone link = new Alone();
        link.isDescribed = false;
        PeerSource looking =
                new Peer(Memory.NONE, true, all.get(20).address()).dht.source(SHARE, link);
        assertThat(looking.isLooking()).isTrue();
        await(() -> !link.found.isEmpty(), 5);
        assertThat(link.found).containsExactly(us.dialled());
        await(() -> !looking.isLooking(), 5);
        serving.close();
    }

    @Test
    void whoComesLaterIsFoundByWhoGoesOnLooking() {
        List<Peer> all = network(10);
        Alone early = new Alone();
        PeerSource looking = all.get(3).dht.source(SHARE, early);
        await(() -> !looking.isLooking(), 10);
        PeerSource serving = all.get(5).dht.source(SHARE, sharer());
        await(() -> early.found.contains(all.get(5).dialled()), 60);
        serving.close();
        looking.close();
    }

    @Test
    void isFoundByItsWordsAsLongAsItHasThem() {
        List<Peer> all = network(10);
        InfoHash word = Keywords.hash("dunlin");
        all.get(3).dht.keepAnnounced(List.of(word, Keywords.hash("wader")));
        pass(Duration.ofSeconds(10));
        assertThat(find(all.get(8), word)).contains(all.get(3).dialled());
        assertThat(all.get(3).dht.status().announced()).isEqualTo(2);
        all.get(3).dht.keepAnnounced(List.of(Keywords.hash("wader")));
        pass(Duration.ofHours(1));
        assertThat(find(all.get(8), word)).isEmpty();
        assertThat(find(all.get(8), Keywords.hash("wader"))).contains(all.get(3).dialled());
    }

    private Set<InetSocketAddress> find(Peer peer, InfoHash hash) {
        Set<InetSocketAddress> found = new LinkedHashSet<>();
        List<Found.Outcome> done = new ArrayList<>();
        Running running =
                peer.dht.findPeers(
                        hash,
                        new Found() {
                            @Override
                            public void peers(List<PeerAddress> some) {
                                some.forEach(it -> found.add(it.socketAddress()));
                            }

                            @Override
                            public void done(Outcome outcome) {
                                done.add(outcome);
                            }
                        });
        await(() -> !done.isEmpty(), 30);
        running.cancel();
        return found;
    }

    @Test
    void entersByTheNodesOfItsEarlierLife() {
        List<Peer> all = network(10);
        Peer before = all.get(4);
        before.dht.close();
        before.port.close();
        assertThat(before.memory.nodes()).isNotEmpty();
        Peer after = new Peer(before.memory, false);
        await(() -> after.entered.isPresent(), 10);
        assertThat(after.dht.status().nodes()).isPositive();
    }

    @Test
    void entersByTheNodeOfAPeer() {
        List<Peer> all = network(5);
        Peer outside = new Peer();
        pass(Duration.ofSeconds(20));
        assertThat(outside.isSilent).isTrue();
        outside.dht.learn(all.get(2).port.address());
        await(() -> outside.dht.status().nodes() > 1, 60);
    }

    @Test
    void saysOnceThatNobodyAnswersAndEndsWhatWasAsked() {
        Peer alone = new Peer("10.9.9.9:6881", "no.such.host:6881");
        Alone link = new Alone();
        PeerSource looking = alone.dht.source(SHARE, link);
        assertThat(find(alone, SHARE)).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(alone.isSilent).isTrue();
        assertThat(looking.isLooking()).isFalse();
        assertThat(alone.entered).isEmpty();
    }

    @Test
    void waitsForNobodyWhereThereIsNoWayIn() {
        Peer alone = new Peer("no.such.host:6881");
        PeerSource looking = alone.dht.source(SHARE, new Alone());
        await(() -> !looking.isLooking(), 2);
        assertThat(alone.port.counts().sent()).isZero();
    }

    @Test
    void whoOnlyAsksIsInNobodysTable() {
        List<Peer> all = network(5);
        Peer visitor = new Peer(Memory.NONE, true, all.getFirst().address());
        await(() -> visitor.entered.isPresent(), 10);
        pass(Duration.ofMinutes(5));
        assertThat(all).allSatisfy(peer -> assertThat(peer.dht.status().nodes()).isLessThan(5));
        visitor.dht.stay();
        pass(Duration.ofMinutes(5));
        assertThat(all).anySatisfy(peer -> assertThat(peer.dht.status().nodes()).isEqualTo(5));
    }

    @Test
    void leavesThePlaceInTheHomeToWhoStays() {
        List<Peer> all = network(5);
        Peer lasting = all.get(2);
        lasting.dht.close();
        Memory memory = lasting.memory;
        Peer visitor = new Peer(memory, true);
        await(() -> visitor.entered.isPresent(), 10);
        visitor.dht.close();
        assertThat(visitor.memory.ids()).isEqualTo(memory.ids());
        assertThat(visitor.memory.port()).isEqualTo(memory.port());
    }

    @Test
    void tellsNobodyAnythingOnceItIsClosed() {
        List<Peer> all = network(5);
        all.get(1).dht.source(SHARE, sharer());
        pass(Duration.ofSeconds(5));
        Alone closed = new Alone();
        PeerSource source = all.get(2).dht.source(SHARE, closed);
        source.close();
        pass(Duration.ofMinutes(1));
        assertThat(closed.found).isEmpty();
        all.get(3).dht.close();
        long sent = all.get(3).port.counts().sent();
        pass(Duration.ofMinutes(10));
        assertThat(all.get(3).port.counts().sent()).isEqualTo(sent);
    }

    /** One walk through the space of ids, not one lookup each. */
    @Test
    void keepsHundredsOfSharesAnnouncedWithFewPacketsEach() {
        List<Peer> all = network(60);
        Peer us = all.getFirst();
        for (int i = 0; i < 300; i++) {
            us.dht.source(InfoHash.of(random.nextLong(), random.nextLong(), 0), sharer());
        }
        long before = us.port.counts().sent();
        pass(Duration.ofMinutes(3));
        long each = (us.port.counts().sent() - before) / 300;
        assertThat(each).isLessThan(30);
    }
}
