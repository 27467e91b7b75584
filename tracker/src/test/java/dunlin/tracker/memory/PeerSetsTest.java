package dunlin.tracker.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dunlin.protocol.PeerAddress;
import dunlin.tracker.store.SwarmStore.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PeerSetsTest {
    private final Slabs slabs = new Slabs();
    private final SeededHash hash = new SeededHash(new SplittableRandom(1));

    private static PeerAddress address(Family family, int n) {
        return family == Family.IPV4
                ? PeerAddress.ipv4(n * 7, n % 65536)
                : new PeerAddress(n % 11, (long) n << 30, n % 65536);
    }

    private static int state(PeerAddress address) {
        return PeerState.of(address.port(), Role.LEECHER, false, 0);
    }

    private long add(PeerSets sets, long set, int n) {
        PeerAddress address = address(sets.family(), n);
        return sets.add(set, address, state(address), n);
    }

    /** Every peer is there once, is found by its address, and has its number. */
    private void check(PeerSets sets, long set, Map<PeerAddress, Integer> expected) {
        Map<PeerAddress, Integer> met = new HashMap<>();
        int number = 0;
        while (number < PeerSets.size(set)) {
            long run = sets.run(set, number);
            for (int i = 0; i < PeerSets.size(run); i++) {
                int peer = PeerSets.first(run) + i * sets.family().size;
                PeerAddress address = sets.family().address(slabs.page(peer), Slabs.offset(peer));
                met.put(address, Family.since(slabs.page(peer), Slabs.offset(peer)));
                assertThat(sets.find(set, address)).isEqualTo(peer);
                assertThat(PeerSets.first(sets.run(set, number + i))).isEqualTo(peer);
            }
            number += PeerSets.size(run);
        }
        assertThat(number).isEqualTo(expected.size());
        assertThat(met).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void holdsWhatIsInItThroughGrowingAndShrinking(Family family) {
        PeerSets sets = new PeerSets(family, slabs, hash);
        Random random = new Random(1);
        Map<PeerAddress, Integer> expected = new HashMap<>();
        long set = PeerSets.EMPTY;
        for (int i = 0; i < 60_000; i++) {
            int n = random.nextInt(3_000);
            PeerAddress address = address(family, n);
            int peer = sets.find(set, address);
            assertThat(peer != PeerSets.NONE).isEqualTo(expected.containsKey(address));
            boolean grows = i / 10_000 % 2 == 0;
            if (peer == PeerSets.NONE && random.nextInt(10) < (grows ? 9 : 1)) {
                set = add(sets, set, n);
                expected.put(address, n);
            } else if (peer != PeerSets.NONE && random.nextInt(10) < (grows ? 1 : 9)) {
                set = sets.remove(set, peer);
                expected.remove(address);
            }
            if (PeerSets.size(set) > 0) {
                set = sets.tidy(set, random.nextInt(PeerSets.size(set)));
            }
            if (i % 1_000 == 0) {
                check(sets, set, expected);
            }
        }
        for (PeerAddress address : List.copyOf(expected.keySet())) {
            set = sets.remove(set, sets.find(set, address));
        }
        assertThat(set).isEqualTo(PeerSets.EMPTY);
        assertThat(slabs.pages()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void wastesLittleWithManyPeers(Family family) {
        PeerSets sets = new PeerSets(family, slabs, hash);
        long set = PeerSets.EMPTY;
        int peers = 50_000;
        for (int n = 0; n < peers; n++) {
            set = add(sets, set, n);
        }
        assertThat(PeerSets.size(set)).isEqualTo(peers);
        for (int n = 0; n < peers; n++) {
            set = sets.tidy(set, n);
        }
        double bytes = slabs.pages() * 8_192.0 / peers;
        assertThat(bytes).isLessThan(family.size * Integer.BYTES * 1.35);
    }

    /** Addresses found by trying, as an attacker could if the seed were known. */
    @Test
    void holdsAddressesWhoseHashesHaveMuchInCommon() {
        PeerSets sets = new PeerSets(Family.IPV4, slabs, hash);
        Map<PeerAddress, Integer> expected = new HashMap<>();
        long set = PeerSets.EMPTY;
        for (int n = 0; expected.size() < 100; n++) {
            PeerAddress address = address(Family.IPV4, n);
            if (Family.IPV4.hash(hash, address) >>> 20 == 0) {
                set = add(sets, set, n);
                expected.put(address, n);
            }
        }
        check(sets, set, expected);
        for (PeerAddress address : List.copyOf(expected.keySet())) {
            set = sets.remove(set, sets.find(set, address));
            expected.remove(address);
            check(sets, set, expected);
        }
        assertThat(slabs.pages()).isZero();
    }

    @Test
    void refusesMoreOfOneHashThanChanceCanBring() {
        PeerSets sets = new PeerSets(Family.IPV4, slabs, new SeededHash(() -> 0L));
        List<Long> grown = new ArrayList<>(List.of(PeerSets.EMPTY));
        for (int n = 0; n < 32; n++) {
            grown.add(add(sets, grown.getLast(), n));
        }
        assertThatIllegalStateException().isThrownBy(() -> add(sets, grown.getLast(), 32));
    }
}
