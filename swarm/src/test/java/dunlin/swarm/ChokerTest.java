package dunlin.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.HostPrefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChokerTest {
    private static final long SECOND = 1_000_000_000;

    private final Choker<String> choker = new Choker<>(new Random(3));
    private final Map<String, Peer> peers = new HashMap<>();
    private long now = Long.MAX_VALUE - 100 * SECOND;

    private static final class Peer {
        HostPrefix host = host(0);
        boolean interested = true;
        boolean unchoked;
        boolean snubs;
        long rateFrom;
        long rateTo;
        long joinedAt;
        long changedAt;
        long askedAt;
    }

    private static HostPrefix host(int number) {
        return HostPrefix.of(
                InetAddress.ofLiteral("10.0.%d.%d".formatted(number / 250, number % 250)));
    }

    private Peer peer(String name) {
        return peers.computeIfAbsent(
                name,
                key -> {
                    Peer peer = new Peer();
                    peer.host = host(1 + peers.size());
                    peer.joinedAt = now - 3600 * SECOND;
                    peer.changedAt = peer.joinedAt;
                    peer.askedAt = peer.joinedAt;
                    return peer;
                });
    }

    private void giving(String name, long rate) {
        peer(name).rateFrom = rate;
    }

    private List<Choker.Candidate<String>> candidates() {
        List<Choker.Candidate<String>> candidates = new ArrayList<>();
        peers.forEach((name, peer) ->
                candidates.add(
                        new Choker.Candidate<>(
                                name,
                                peer.host,
                                peer.interested,
                                peer.unchoked,
                                peer.snubs,
                                peer.rateFrom,
                                peer.rateTo,
                                peer.joinedAt,
                                peer.changedAt,
                                peer.askedAt)));
        return candidates;
    }

    private Set<String> rechoke(boolean seeding, int slots) {
        Set<String> chosen = choker.rechoke(candidates(), seeding, slots, now);
        peers.forEach((name, peer) -> {
            if (peer.unchoked != chosen.contains(name)) {
                peer.unchoked = !peer.unchoked;
                peer.changedAt = now;
            }
        });
        now += Choker.INTERVAL;
        return chosen;
    }

    @Test
    void servesThoseWhoGiveMostAndOneMore() {
        for (int i = 1; i <= 9; i++) {
            giving("p" + i, i * 1000L);
        }
        assertThat(rechoke(false, 4)).hasSize(5).contains("p9", "p8", "p7", "p6");
    }

    @Test
    void servesEveryoneWhoWantsIfThereAreSlots() {
        for (int i = 0; i < 5; i++) {
            giving("p" + i, i);
        }
        peer("bored").interested = false;
        peer("bored").rateFrom = 1_000_000;
        assertThat(rechoke(false, 4)).containsExactlyInAnyOrder("p0", "p1", "p2", "p3", "p4");
    }

    @Test
    void keepsServingOneThatPausesWhileNobodyElseWantsTheSlot() {
        peer("a");
        peer("b").unchoked = true;
        peer("b").interested = false;
        assertThat(rechoke(false, 4)).containsExactlyInAnyOrder("a", "b");
        assertThat(rechoke(false, 1)).containsExactly("a");
    }

    @Test
    void doesNotFlapBetweenPeersOfAboutTheSameRate() {
        for (int i = 0; i < 5; i++) {
            giving("p" + i, 100_000);
        }
        // One regular slot; the optimistic one takes its turns beside it.
        rechoke(false, 1);
        String kept =
                peers.keySet().stream().filter(n -> peer(n).unchoked).findFirst().orElseThrow();
        giving(kept, 120_000);
        Random noise = new Random(1);
        for (int round = 0; round < 50; round++) {
            assertThat(rechoke(false, 1)).contains(kept).hasSize(2);
            peers.forEach((name, peer) -> peer.rateFrom = 100_000L + noise.nextInt(20_000));
            giving(kept, 120_000);
        }
        peers.forEach((name, peer) -> peer.rateFrom = name.equals(kept) ? 10_000 : 100_000);
        String better = rechoke(false, 1).iterator().next();
        assertThat(better).isNotEqualTo(kept);
    }

    @Test
    void takesNoSlotFromAGiverForOneThatSnubs() {
        giving("snubs", 1_000_000);
        peer("snubs").snubs = true;
        giving("a", 10);
        giving("b", 5);
        assertThat(rechoke(false, 2)).startsWith("a", "b");
        assertThat(choker.fill(candidates(), 4, now)).isEmpty();
        peers.values().forEach(peer -> peer.unchoked = false);
        assertThat(choker.fill(candidates(), 1, now)).containsExactly("a", "b");
    }

    @Test
    void movesTheOptimisticSlotEveryThirtySeconds() {
        giving("best", 1_000_000);
        for (int i = 0; i < 6; i++) {
            giving("p" + i, 0);
        }
        Set<String> seen = new HashSet<>();
        for (int turn = 0; turn < 60; turn++) {
            Set<String> first = rechoke(false, 1);
            assertThat(first).hasSize(2).contains("best");
            assertThat(rechoke(false, 1)).isEqualTo(first);
            assertThat(rechoke(false, 1)).isEqualTo(first);
            assertThat(choker.rechoke(candidates(), false, 1, now)).isNotEqualTo(first);
            seen.addAll(first);
        }
        assertThat(seen).hasSize(7);
    }

    @Test
    void triesNewPeersThreeTimesAsOften() {
        giving("best", 1_000_000);
        for (int i = 0; i < 10; i++) {
            peer("old" + i);
            peer("new" + i).joinedAt = now - SECOND;
        }
        int fresh = 0;
        for (int i = 0; i < 2_000; i++) {
            Choker<String> each = new Choker<>(new Random(i));
            Set<String> chosen = each.rechoke(candidates(), false, 1, now);
            fresh += chosen.stream().anyMatch(name -> name.startsWith("new")) ? 1 : 0;
        }
        assertThat(fresh).isBetween(1_400, 1_600);
    }

    @Test
    void givesTheSlotOfALeavingOptimisticPeerToAnotherAtOnce() {
        giving("best", 1_000_000);
        for (int i = 0; i < 3; i++) {
            giving("p" + i, 0);
        }
        Set<String> chosen = rechoke(false, 1);
        peers.keySet().removeIf(name -> !name.equals("best") && chosen.contains(name));
        assertThat(rechoke(false, 1)).hasSize(2);
    }

    @Test
    void letsEveryoneHaveATurnWhenSeedingAndKeepsTheFastest() {
        for (int i = 0; i < 12; i++) {
            peer("p" + i);
        }
        peer("fast").rateTo = 1_000_000;
        peer("fast").unchoked = true;
        peer("fast2").rateTo = 900_000;
        peer("fast2").unchoked = true;
        Set<String> served = new HashSet<>();
        Map<String, Integer> rounds = new HashMap<>();
        for (int round = 0; round < 36; round++) {
            Set<String> chosen = rechoke(true, 4);
            assertThat(chosen).hasSize(5).contains("fast", "fast2");
            chosen.forEach(name -> rounds.merge(name, 1, Integer::sum));
            served.addAll(chosen);
        }
        assertThat(served).hasSize(14);
        assertThat(rounds.values()).as("a turn is three rounds").allMatch(count -> count >= 3);
    }

    @Test
    void fillsFreeSlotsAtOnceAndTakesNoneAway() {
        for (int i = 0; i < 3; i++) {
            peer("served" + i).unchoked = true;
        }
        giving("a", 10);
        giving("b", 20);
        giving("c", 5);
        assertThat(choker.fill(candidates(), 4, now)).containsExactly("b", "a");
        assertThat(choker.fill(candidates(), 2, now)).isEmpty();
        assertThat(choker.fill(candidates(), 1, now)).isEmpty();
    }

    @Test
    void whoAsksForNothingLosesTheTurnWhileOthersWait() {
        for (int i = 0; i < 3; i++) {
            peer("idle" + i).unchoked = true;
            peer("idle" + i).askedAt = now - (10 + i) * SECOND;
            peer("idle" + i).changedAt = now - (i == 2 ? 60 : 2) * SECOND;
        }
        peer("takes").unchoked = true;
        peer("takes").rateTo = 1;
        peer("asks").unchoked = true;
        peer("asks").askedAt = now - 2 * SECOND;
        peer("fresh").unchoked = true;
        peer("fresh").changedAt = now - SECOND / 2;
        assertThat(choker.idle(candidates(), now)).as("nobody waits").isEmpty();
        peer("waits1");
        peer("waits2");
        assertThat(choker.idle(candidates(), now)).containsExactly("idle2", "idle1");
    }

    @Test
    void anIdleOptimisticPeerMakesRoomForAnother() {
        giving("best", 1_000_000);
        peer("a");
        peer("b");
        Set<String> first = rechoke(false, 1);
        String idle = first.contains("a") ? "a" : "b";
        now += 4 * SECOND - Choker.INTERVAL;
        assertThat(choker.idle(candidates(), now)).containsExactly(idle);
        peer(idle).unchoked = false;
        peer(idle).changedAt = now;
        assertThat(choker.fill(candidates(), 1, now)).isNotEmpty().doesNotContain(idle);
    }

    @Test
    void manyConnectionsOfOneHostHaveTheTurnsOfOne() {
        for (int i = 0; i < 90; i++) {
            peer("crowd" + i).host = host(9_999);
        }
        for (int i = 0; i < 3; i++) {
            peer("other" + i);
        }
        for (boolean seeding : new boolean[] {true, false}) {
            assertThat(rechoke(seeding, 8)).contains("other0", "other1", "other2").hasSize(9);
            peers.values().forEach(peer -> peer.unchoked = false);
        }
        assertThat(choker.fill(candidates(), 3, now)).contains("other0", "other1", "other2");
        int others = 0;
        for (int i = 0; i < 1_000; i++) {
            Choker<String> each = new Choker<>(new SplittableRandom(i));
            peers.values().forEach(peer -> peer.snubs = true);
            giving("best", 1_000_000);
            peer("best").snubs = false;
            others +=
                    each.rechoke(candidates(), false, 1, now).stream()
                                    .anyMatch(name -> name.startsWith("other"))
                            ? 1
                            : 0;
        }
        assertThat(others).as("three hosts of four are drawn").isBetween(700, 800);
    }

    @Test
    void servesMorePeersOnAFasterLine() {
        assertThat(Choker.slotsFor(0)).isEqualTo(4);
        assertThat(Choker.slotsFor(20_000)).isEqualTo(4);
        assertThat(Choker.slotsFor(1_000_000)).isEqualTo(24);
        assertThat(Choker.slotsFor(Long.MAX_VALUE)).isEqualTo(64);
    }
}
