package dunlin.tracker.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.tracker.store.SwarmStore.Announce;
import dunlin.tracker.store.SwarmStore.PeerSink;
import dunlin.tracker.store.SwarmStore.Role;
import dunlin.tracker.store.SwarmStoreContract;
import dunlin.tracker.store.TrackerRejection;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrawTest {
    /** Of the other family, so that it is none of those drawn from. */
    private static final PeerAddress ASKER = new PeerAddress(1, 1, 6881);

    private final MemorySwarmStore store =
            new MemorySwarmStore(10, 100_000, Duration.ofHours(1), new SplittableRandom(1));

    /** Counts how often each of the peers 10.0.0.0 and up is drawn. */
    private static final class Counter implements PeerSink {
        final int[] drawn;

        Counter(int peers) {
            drawn = new int[peers];
        }

        @Override
        public void ipv4(int address, int port) {
            drawn[address - (10 << 24)]++;
        }

        @Override
        public void ipv6(long high, long low, int port) {
            throw new AssertionError("there is no other");
        }
    }

    private void announce(int peer, Role role, PeerSink chosen) throws TrackerRejection {
        announce(PeerAddress.ipv4(10 << 24 | peer, 6881), role, 0, chosen);
    }

    private void announce(PeerAddress peer, Role role, int want, PeerSink chosen)
            throws TrackerRejection {
        store.announce(
                new Announce(
                        SwarmStoreContract.SHARE,
                        peer,
                        Optional.empty(),
                        role,
                        Event.NONE,
                        want,
                        want,
                        false,
                        0),
                chosen);
    }

    @ParameterizedTest
    @CsvSource({"30, 1", "30, 10", "65, 50", "300, 20", "1000, 50", "1000, 200"})
    void everyPeerIsEquallyLikely(int peers, int want) throws TrackerRejection {
        Counter counter = new Counter(peers);
        for (int i = 0; i < peers; i++) {
            announce(i, i % 3 == 0 ? Role.SEEDER : Role.LEECHER, counter);
        }
        int often = 1_000;
        for (int i = 0; i < often * peers / want; i++) {
            announce(ASKER, Role.LEECHER, want, counter);
        }
        for (int i = 0; i < peers; i++) {
            // The deviation of a fair draw is 32, so six times that is one in hundreds of millions.
            assertThat(counter.drawn[i]).as("peer %d", i).isBetween(often - 200, often + 200);
        }
    }

    @Test
    void twoPeersAreSeldomDrawnTogetherInALargeSwarm() throws TrackerRejection {
        int peers = 10_000;
        Counter nobody = new Counter(peers);
        for (int i = 0; i < peers; i++) {
            announce(i, Role.LEECHER, nobody);
        }
        Set<Integer> met = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            Counter counter = new Counter(peers);
            announce(ASKER, Role.LEECHER, 50, counter);
            if (counter.drawn[77] > 0) {
                for (int peer = 0; peer < peers; peer++) {
                    if (counter.drawn[peer] > 0) {
                        met.add(peer);
                    }
                }
            }
        }
        // About five answers have it, each with a dozen of its neighbours and others from
        // elsewhere.
        assertThat(met.size()).isGreaterThan(100);
    }

    @Test
    void stepsArePrimesBeyondAnyNumberOfRuns() {
        for (int step : Draw.STEPS) {
            assertThat(step).isGreaterThan(Integer.MAX_VALUE / 4);
            assertThat(BigInteger.valueOf(step).isProbablePrime(50)).isTrue();
        }
    }
}
