package dunlin.overlay;

import dunlin.overlay.core.Gathering;
import dunlin.overlay.core.Search;
import dunlin.peer.Dialer;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.PeerId;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.NetworkId;
import dunlin.protocol.overlay.SharedEntry;
import dunlin.protocol.overlay.SignedHits;
import dunlin.protocol.overlay.WordHashes;
import dunlin.protocol.search.SearchQuery;
import dunlin.protocol.search.ShareWords;
import dunlin.protocol.search.Words;
import dunlin.testkit.MemoryHost;
import dunlin.testkit.MemoryNetwork;
import dunlin.testkit.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Members of a network on one thread, in virtual time, each with connections of its own. */
final class SimulatedMembers {
    static final NetworkId NETWORK = NetworkId.of("test");
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    final VirtualTime time = new VirtualTime();
    private final MemoryNetwork network = new MemoryNetwork(time, Duration.ofMillis(40));
    private final MemoryHost stranger = network.host(address(4_000).socketAddress(), 1 << 20);
    private final Random random;
    private final List<Overlay> members = new ArrayList<>();
    private int hosts;

    SimulatedMembers(long seed) {
        this.random = new Random(seed);
    }

    /** A new member, that knows these addresses. */
    Overlay member(String name, PeerAddress... known) {
        return begin(name, false, known);
    }

    Overlay visitor(PeerAddress... known) {
        return begin("", true, known);
    }

    private Overlay begin(String name, boolean visitor, PeerAddress... known) {
        PeerAddress address = address(++hosts);
        MemoryHost host = network.host(address.socketAddress(), 1 << 20);
        Overlay overlay =
                Overlay.start(
                        new OverlayConfig(
                                NETWORK,
                                PeerId.random(random),
                                PeerKeyPair.random(random),
                                name.isEmpty() ? "visitor " + hosts : name,
                                visitor,
                                address,
                                host.dialer(),
                                time,
                                InstantSource.fixed(NOON.plusNanos(time.nanoTime())),
                                random));
        host.lead(NETWORK.infoHash(), overlay);
        overlay.found(List.of(known).stream().map(PeerAddress::socketAddress).toList());
        members.add(overlay);
        return overlay;
    }

    /** Ends a member at once, as a power cut does: it says nothing. @param number from 1 */
    void kill(int number) {
        network.remove(address(number).socketAddress());
    }

    /** The way out of somebody who is no member. */
    Dialer strangersDialer() {
        return stranger.dialer();
    }

    static PeerAddress address(int number) {
        return PeerAddress.ipv4(60 << 24 | number << 12 | 9, 6881);
    }

    void pass(Duration duration) {
        Duration end = Duration.ofNanos(time.nanoTime()).plus(duration);
        time.runUntil(() -> false, end);
    }

    /** What a member shares, one share a name. */
    static void share(Overlay member, String... names) {
        List<ShownShare> shares = new ArrayList<>();
        for (String name : names) {
            int number = shares.size() + 1;
            InfoHash id = InfoHash.of(name.hashCode(), 0, 0);
            shares.add(
                    new ShownShare(
                            new SharedEntry(
                                    number,
                                    id,
                                    Optional.empty(),
                                    name,
                                    1_000,
                                    1,
                                    NOON.toEpochMilli()),
                            false,
                            new ShareWords(Words.toFind(name), Words.toFind(name), Set.of())));
        }
        member.show(shares);
    }

    /** Who answers a search, by name, with the names of what each has; as far as in that time. */
    Map<String, List<String>> search(Overlay by, String words, Duration limit) {
        Map<String, List<String>> found = new TreeMap<>();
        boolean[] over = {false};
        SearchQuery query = SearchQuery.of(List.of(words.split(" ")));
        by.search(
                new Search(new WordHashes(NETWORK).of(query), 50, false),
                new Search.Listener() {
                    @Override
                    public void found(SignedHits hits) {
                        found.put(
                                hits.sharer().name(),
                                hits.entries().stream().map(SharedEntry::name).toList());
                    }

                    @Override
                    public void over() {
                        over[0] = true;
                    }
                });
        time.runUntil(() -> over[0], Duration.ofNanos(time.nanoTime()).plus(limit));
        return found;
    }

    /** The names of all members that one of them can learn of. */
    Set<String> gather(Overlay by) {
        Set<String> names = new TreeSet<>();
        boolean[] over = {false};
        by.gather(
                100,
                new Gathering() {
                    @Override
                    public void member(CardHead head, boolean itself) {
                        if (itself) {
                            names.add(head.name());
                        }
                    }

                    @Override
                    public void over(boolean all) {
                        over[0] = true;
                    }
                });
        time.runUntil(() -> over[0], Duration.ofNanos(time.nanoTime()).plusSeconds(60));
        return names;
    }
}
