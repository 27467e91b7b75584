package dunlin.discovery.dht;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.discovery.dht.core.Announcement;
import dunlin.discovery.dht.core.Found;
import dunlin.discovery.dht.core.Running;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** When shares are announced and looked for; no node is asked. */
class SweepTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final int PORT = 6881;

    /** Someone who wants something. */
    private static final class Someone implements Sought {
        private boolean mayBeAnnounced = true;
        private boolean isHungry;
        private int looked;
        private final List<PeerAddress> found = new ArrayList<>();

        @Override
        public boolean mayBeAnnounced() {
            return mayBeAnnounced;
        }

        @Override
        public boolean isSeed() {
            return !isHungry;
        }

        @Override
        public boolean isHungry() {
            return isHungry;
        }

        @Override
        public void found(List<PeerAddress> peers) {
            found.addAll(peers);
        }

        @Override
        public void looked() {
            looked++;
        }
    }

    /** A DHT that answers at once, or not at all; a sweep takes as long as it may. */
    private final class Scripted implements Lookups {
        private boolean knowsAny = true;
        private boolean isReady = true;
        private int stores = 8;
        private final List<Long> finds = new ArrayList<>();
        private final Map<InfoHash, List<Long>> announced = new HashMap<>();
        private final List<Integer> sweeps = new ArrayList<>();
        private final Map<Long, List<Runnable>> later = new LinkedHashMap<>();
        private int single;

        @Override
        public boolean knowsAny() {
            return knowsAny;
        }

        @Override
        public boolean isReady() {
            return isReady;
        }

        @Override
        public boolean areAllReady() {
            return isReady;
        }

        @Override
        public Running find(InfoHash hash, Found found, long at) {
            finds.add(at);
            found.done(outcome(0));
            return () -> {};
        }

        @Override
        public Running announce(Announcement announcement, Found found, long at) {
            single++;
            note(announcement, at);
            found.done(outcome(stores));
            return () -> {};
        }

        @Override
        public Running announceAll(
                Collection<Announcement> all,
                Function<Announcement, Found> listener,
                long nanos,
                long at) {
            sweeps.add(all.size());
            int i = 0;
            for (Announcement one : all) {
                long when = at + nanos * i / all.size();
                i++;
                later.computeIfAbsent(when, _ -> new ArrayList<>())
                        .add(() -> {
                            note(one, when);
                            listener.apply(one).done(outcome(stores));
                        });
            }
            return () -> {};
        }

        private void note(Announcement announcement, long at) {
            assertThat(announcement.port()).isEqualTo(PORT);
            announced.computeIfAbsent(announcement.hash(), _ -> new ArrayList<>()).add(at);
        }

        private Found.Outcome outcome(int stored) {
            return new Found.Outcome(stores > 0 ? 20 : 0, 25, 3, stored, SECOND, 0, 0);
        }
    }

    private final Scripted dht = new Scripted();
    private final Sweep sweep = new Sweep(dht, PORT, new Random(1));
    private final Random random = new Random(2);
    private long now;

    private Someone add() {
        Someone someone = new Someone();
        sweep.add(InfoHash.of(random.nextLong(), 0, 0), someone, now);
        return someone;
    }

    private void pass(long nanos) {
        long end = now + nanos;
        while (now < end) {
            now = Math.min(end, now + Math.min(SECOND, sweep.step(now)));
            List<Long> due = dht.later.keySet().stream().filter(it -> it <= now).toList();
            due.forEach(it -> Objects.requireNonNull(dht.later.remove(it)).forEach(Runnable::run));
        }
    }

    @Test
    void announcesWhatIsNewAtOnce() {
        add();
        pass(SECOND);
        assertThat(dht.single).isEqualTo(1);
        add();
        pass(SECOND);
        assertThat(dht.single).isEqualTo(2);
        assertThat(dht.sweeps).isEmpty();
    }

    @Test
    void announcesThousandsInOneSweep() {
        for (int i = 0; i < 5_000; i++) {
            add();
        }
        pass(10 * MINUTE);
        assertThat(dht.single).isZero();
        assertThat(dht.sweeps).containsExactly(5_000);
        assertThat(dht.announced).hasSize(5_000);
    }

    @Test
    void announcesEachAgainBeforeItIsForgotten() {
        for (int i = 0; i < 100; i++) {
            add();
        }
        pass(7 * MINUTE);
        add();
        pass(Duration.ofHours(10).toNanos());
        assertThat(dht.announced).hasSize(101);
        dht.announced
                .values()
                .forEach(times -> {
                    assertThat(times.size()).isBetween(10 * 60 / 28, 10 * 60 / 15 + 3);
                    for (int i = 1; i < times.size(); i++) {
                        assertThat(times.get(i) - times.get(i - 1)).isLessThan(29 * MINUTE);
                    }
                });
        assertThat(dht.sweeps.size()).isLessThan(10 * 60 / 15 + 2);
    }

    @Test
    void announcesNothingBeforeItIsKnownWhatItIsButLooksForIt() {
        Someone link = add();
        link.mayBeAnnounced = false;
        link.isHungry = true;
        pass(2 * SECOND);
        assertThat(dht.single).isZero();
        assertThat(dht.finds).hasSize(1);
        assertThat(link.looked).isEqualTo(1);
        link.mayBeAnnounced = true;
        pass(SECOND);
        assertThat(dht.single).isEqualTo(1);
    }

    @Test
    void looksEverMoreSeldomWhileNobodyIsThere() {
        Someone alone = add();
        alone.isHungry = true;
        pass(Duration.ofHours(1).toNanos());
        assertThat(dht.finds.size()).isBetween(12, 17);
        alone.isHungry = false;
        int before = dht.finds.size();
        pass(Duration.ofHours(1).toNanos());
        assertThat(dht.finds).hasSize(before);
    }

    @Test
    void hurriesOnlyAsMuchAsIsGoodManners() {
        Someone alone = add();
        alone.isHungry = true;
        for (int i = 0; i < 60; i++) {
            sweep.hurry(alone, now);
            pass(SECOND);
        }
        assertThat(dht.finds.size() + dht.single).isLessThanOrEqualTo(5);
    }

    @Test
    void waitsUntilSomebodyIsKnownAndOwnPlacesAreFound() {
        dht.knowsAny = false;
        Someone someone = add();
        someone.isHungry = true;
        pass(MINUTE);
        assertThat(dht.finds).isEmpty();
        dht.knowsAny = true;
        dht.isReady = false;
        pass(5 * SECOND);
        assertThat(dht.finds).hasSize(1);
        assertThat(dht.single).isZero();
        pass(6 * SECOND);
        assertThat(dht.single).isEqualTo(1);
    }

    @Test
    void triesAgainWhatNobodyStored() {
        dht.stores = 0;
        Someone someone = add();
        pass(10 * SECOND);
        assertThat(dht.single).isEqualTo(1);
        assertThat(someone.looked).isZero();
        dht.stores = 8;
        pass(MINUTE);
        assertThat(dht.single).isEqualTo(2);
        assertThat(someone.looked).isEqualTo(1);
    }

    @Test
    void leavesOutWhatIsGone() {
        Someone gone = add();
        pass(SECOND);
        sweep.remove(gone);
        pass(Duration.ofHours(1).toNanos());
        assertThat(dht.announced.values().iterator().next()).hasSize(1);
        assertThat(sweep.size()).isZero();
    }
}
