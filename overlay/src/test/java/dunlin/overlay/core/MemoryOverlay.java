package dunlin.overlay.core;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.overlay.MemberId;
import dunlin.protocol.overlay.OverlayMessage;
import dunlin.protocol.overlay.SignedHits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.BiPredicate;

/** A network of nodes in memory, in virtual time: one thread, one seed, one run. */
final class MemoryOverlay {
    static final long EPOCH = 1_800_000_000_000L;

    private record Event(long at, long order, Runnable what) {}

    private record End(Member member, long link) {}

    /** A member of it. */
    final class Member implements Out {
        final MemberId id;
        final PeerAddress address;
        final boolean visitor;
        final TestShares shares = new TestShares();
        final OverlayNode node;
        final List<Notice> notices = new ArrayList<>();
        boolean alive = true;

        /** Whether it keeps up its links, and hears nothing else. */
        boolean swallows;

        private final Map<Long, End> links = new HashMap<>();
        private long nextTick = Long.MAX_VALUE;

        Member(PeerAddress address, boolean visitor) {
            byte[] key = new byte[PeerKey.LENGTH];
            random.nextBytes(key);
            this.id = MemberId.of(PeerKey.of(key), 1);
            this.address = address;
            this.visitor = visitor;
            this.node =
                    new OverlayNode(
                            settings,
                            new Self(id, "Tempest", address, visitor),
                            proofs,
                            shares,
                            new Random(random.nextLong()),
                            this);
            members.put(address, this);
            wake(this);
        }

        @Override
        public void dial(PeerAddress to) {
            Member other = members.get(to);
            long rtt = 2 * latency(address, to);
            if (other == null || !other.alive || !reachable.test(this, other)) {
                later(
                        other == null || !other.alive ? rtt : 5_000,
                        this,
                        () -> node.dialFailed(to, now));
                return;
            }
            later(3 * rtt, () -> connect(this, other, to));
        }

        @Override
        public void send(long link, OverlayMessage message) {
            End other = links.get(link);
            if (other != null) {
                messages++;
                if (message instanceof OverlayMessage.Question) {
                    questions++;
                }
                Member to = other.member;
                later(
                        latency(address, to.address),
                        () -> {
                            if (to.swallows && isSearch(message)) {
                                return;
                            }
                            if (to.alive
                                    && to.links.containsKey(other.link)
                                    && reachable.test(this, to)) {
                                to.node.heard(other.link, message, now);
                                wake(to);
                            }
                        });
            }
        }

        @Override
        public void close(long link, Closing reason) {
            End other = links.remove(link);
            if (other != null) {
                later(
                        latency(address, other.member.address),
                        () -> {
                            if (other.member.alive
                                    && other.member.links.remove(other.link) != null) {
                                other.member.node.lost(other.link, now);
                                wake(other.member);
                            }
                        });
            }
        }

        @Override
        public void notice(Notice notice) {
            notices.add(notice);
        }

        /** Shares something that is found by this word. */
        void share(String word) {
            shares.add(word);
            node.shares(List.of(shares.digest()), shares.count(), now);
            wake(this);
        }

        /** Searches, and waits until that is over: how long the first hit took; -1 if none came. */
        long search(String word, boolean exhaustive) {
            long start = now;
            long[] first = {-1};
            boolean[] over = {false};
            node.search(
                    new Search(TestShares.query(word), 1, exhaustive),
                    new Search.Listener() {
                        @Override
                        public void found(SignedHits hits) {
                            first[0] = first[0] < 0 ? now - start : first[0];
                        }

                        @Override
                        public void over() {
                            over[0] = true;
                        }
                    },
                    now);
            wake(this);
            while (!over[0]) {
                run(100);
            }
            return first[0];
        }

        /** Sends something to all neighbours that its node would not. */
        void floods(OverlayMessage message) {
            node.neighbours().forEach(it -> send(it.link().id(), message));
        }

        void found(Member... others) {
            node.found(Arrays.stream(others).map(it -> it.address).toList(), now);
            wake(this);
        }

        /** Ends it without a word; the others notice that its connections break. */
        void kill() {
            alive = false;
            for (Long link : List.copyOf(links.keySet())) {
                close(link, Closing.LEAVING);
            }
            members.remove(address);
        }

        Set<Long> neighbourIds() {
            Set<Long> ids = new HashSet<>();
            node.neighbours().forEach(it -> ids.add(it.link().member().id()));
            return ids;
        }
    }

    final Random random;
    final Settings settings;
    final Map<PeerAddress, Member> members = new LinkedHashMap<>();
    final TestProofs proofs = new TestProofs();
    BiPredicate<Member, Member> reachable = (a, b) -> true;
    long now = EPOCH;
    long messages;
    long questions;
    private long order;
    private long links;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::at).thenComparingLong(Event::order));

    MemoryOverlay(long seed, Settings settings) {
        this.random = new Random(seed);
        this.settings = settings;
    }

    MemoryOverlay(long seed) {
        this(seed, Settings.DEFAULT);
    }

    Member member(boolean visitor) {
        int first = 11 + random.nextInt(80);
        return new Member(PeerAddress.ipv4((first << 24) + random.nextInt(1 << 24), 6881), visitor);
    }

    /** So many join, each by way of one that is there already, at such a pace. */
    List<Member> join(int count, long everyMillis) {
        List<Member> joined = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Member> before = List.copyOf(members.values());
            Member newcomer = member(false);
            joined.add(newcomer);
            if (!before.isEmpty()) {
                newcomer.found(before.get(random.nextInt(before.size())));
            }
            run(everyMillis);
        }
        return joined;
    }

    /** From now on only some reach each other; what is between others breaks. */
    void cut(BiPredicate<Member, Member> who) {
        reachable = who;
        for (Member member : members.values()) {
            for (Map.Entry<Long, End> each : Map.copyOf(member.links).entrySet()) {
                if (!who.test(member, each.getValue().member)
                        && member.links.remove(each.getKey()) != null) {
                    member.node.lost(each.getKey(), now);
                    wake(member);
                }
            }
        }
    }

    void run(long millis) {
        long until = now + millis;
        while (!events.isEmpty() && events.peek().at <= until) {
            Event next = events.remove();
            now = Math.max(now, next.at);
            next.what.run();
        }
        now = until;
    }

    /** How many parts the network has. */
    int parts() {
        Set<Member> left = new HashSet<>(members.values());
        Map<Long, Member> byId = new HashMap<>();
        left.forEach(it -> byId.put(it.id.id(), it));
        int parts = 0;
        while (!left.isEmpty()) {
            parts++;
            Deque<Member> toSee = new ArrayDeque<>(List.of(left.iterator().next()));
            left.remove(toSee.peek());
            while (!toSee.isEmpty()) {
                for (Long id : toSee.remove().neighbourIds()) {
                    Member next = byId.get(id);
                    if (next != null && left.remove(next)) {
                        toSee.add(next);
                    }
                }
            }
        }
        return parts;
    }

    void wake(Member member) {
        long at = Math.max(now, member.node.next());
        if (at < member.nextTick) {
            member.nextTick = at;
            events.add(
                    new Event(
                            at,
                            order++,
                            () -> {
                                if (member.alive && member.nextTick == at) {
                                    member.nextTick = Long.MAX_VALUE;
                                    member.node.tick(now);
                                    wake(member);
                                }
                            }));
        }
    }

    private static boolean isSearch(OverlayMessage message) {
        return message instanceof OverlayMessage.Question
                || message instanceof OverlayMessage.Answer
                || message instanceof OverlayMessage.CardPush
                || message instanceof OverlayMessage.CardRenewal;
    }

    private void later(long millis, Runnable what) {
        events.add(new Event(now + millis, order++, what));
    }

    private void later(long millis, Member member, Runnable what) {
        later(
                millis,
                () -> {
                    if (member.alive) {
                        what.run();
                        wake(member);
                    }
                });
    }

    private void connect(Member a, Member b, PeerAddress dialled) {
        if (!a.alive) {
            return;
        }
        if (!b.alive) {
            a.node.dialFailed(dialled, now);
            wake(a);
            return;
        }
        long la = ++links;
        long lb = ++links;
        a.links.put(la, new End(b, lb));
        b.links.put(lb, new End(a, la));
        b.node.linked(
                new Link(lb, a.id, "a", a.address, a.address.withPort(50_000), true, a.visitor),
                now);
        a.node.linked(new Link(la, b.id, "b", b.address, dialled, false, b.visitor), now);
        wake(a);
        wake(b);
    }

    private long latency(PeerAddress a, PeerAddress b) {
        long mixed = (a.low() ^ b.low()) * 0x9E3779B97F4A7C15L;
        return 10 + (mixed >>> 33) % 90;
    }
}
