package dunlin.tracker.memory;

import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.tracker.store.SwarmPeer;
import dunlin.tracker.store.SwarmStore.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * The members of one swarm, seeders and leechers apart. Each member stands in exactly one of the
 * two lists, at its own {@code index}. Not thread-safe: its {@link SwarmShard} guards it.
 */
final class Swarm {
    /** A peer, when it was heard last, and where it stands in its list. */
    static final class Member {
        final SwarmPeer peer;
        final long heard;
        private int index;

        Member(SwarmPeer peer, long heard) {
            this.peer = peer;
            this.heard = heard;
        }
    }

    private final List<Member> seeders = new ArrayList<>(0);
    private final List<Member> leechers = new ArrayList<>(0);
    private long completed;

    void add(Member member) {
        List<Member> list = listOf(member);
        member.index = list.size();
        list.add(member);
    }

    void remove(Member member) {
        List<Member> list = listOf(member);
        swap(list, member.index, list.size() - 1);
        list.removeLast();
    }

    void countCompleted() {
        completed++;
    }

    boolean isEmpty() {
        return seeders.isEmpty() && leechers.isEmpty();
    }

    int complete() {
        return seeders.size();
    }

    int incomplete() {
        return leechers.size();
    }

    Counts counts() {
        return new Counts(complete(), completed, incomplete());
    }

    List<SwarmPeer> first(int limit) {
        List<SwarmPeer> peers = new ArrayList<>();
        for (List<Member> list : List.of(seeders, leechers)) {
            for (int i = 0; i < list.size() && peers.size() < limit; i++) {
                peers.add(list.get(i).peer);
            }
        }
        return peers;
    }

    /**
     * Draws members evenly at random, without scanning: each drawn one is swapped to the front of
     * its list, and the next is drawn from behind it.
     *
     * @param forSeeder whether a seeder asks, who has no use for other seeders
     */
    List<SwarmPeer> choose(int want, boolean forSeeder) {
        RandomGenerator random = ThreadLocalRandom.current();
        int seedersLeft = forSeeder ? 0 : seeders.size();
        int leechersLeft = leechers.size();
        int draws = Math.min(want, seedersLeft + leechersLeft);
        List<SwarmPeer> chosen = new ArrayList<>(draws);
        for (int i = 0; i < draws; i++) {
            boolean seeder = random.nextInt(seedersLeft + leechersLeft) < seedersLeft;
            List<Member> list = seeder ? seeders : leechers;
            int left = seeder ? seedersLeft-- : leechersLeft--;
            int front = list.size() - left;
            swap(list, front, front + random.nextInt(left));
            chosen.add(list.get(front).peer);
        }
        return chosen;
    }

    private List<Member> listOf(Member member) {
        return member.peer.role() == Role.LEECHER ? leechers : seeders;
    }

    private static void swap(List<Member> list, int a, int b) {
        Collections.swap(list, a, b);
        list.get(a).index = a;
        list.get(b).index = b;
    }
}
