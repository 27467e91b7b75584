package dunlin.node.network;

import dunlin.node.api.Browsed;
import dunlin.node.api.Member;
import dunlin.node.api.NetworkMap;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.api.Wanted;
import dunlin.overlay.Overlay;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.metainfo.Tiers;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.Contact;
import dunlin.protocol.overlay.MemberId;
import dunlin.protocol.overlay.OverlayMessage;
import dunlin.protocol.overlay.OverlayMessage.BrowseAsked;
import dunlin.protocol.overlay.OverlayMessage.BrowseGiven;
import dunlin.protocol.overlay.SharedEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a person asks of the network: who is there, how all is linked, what one shares. */
public final class Guide {
    /** Most shares of one member that are shown: so many pages. */
    private static final int MOST_ENTRIES = 20_000;

    private final Network network;
    private final Tiers trackers;

    /**
     * @param trackers that a person named, for what is fetched
     */
    public Guide(Network network, Tiers trackers) {
        this.network = network;
        this.trackers = trackers;
    }

    /** All members that can be learned of, by name. */
    public List<Member> peers(Duration patience) throws NodeRefusal, InterruptedException {
        return roster(new Deadline(patience)).members();
    }

    private Roster roster(Deadline deadline) throws NodeRefusal, InterruptedException {
        Overlay overlay = network.awaitCompany(deadline.left());
        return new Roster(members(overlay, Census.take(overlay, deadline.left())));
    }

    private static List<Member> members(Overlay overlay, Census census) {
        Map<Long, Overlay.Neighbour> neighbours = new HashMap<>();
        for (Overlay.Neighbour neighbour : overlay.neighbours()) {
            neighbours.put(neighbour.status().link().member().id(), neighbour);
        }
        List<Member> members = new ArrayList<>();
        for (CardHead head : census.members()) {
            Optional<Overlay.Neighbour> link = Optional.ofNullable(neighbours.get(head.id()));
            members.add(
                    new Member(
                            head.member().toString(),
                            head.key(),
                            head.name(),
                            head.name(),
                            head.address().socketAddress(),
                            link.map(Overlay.Neighbour::client).orElse(""),
                            head.shares(),
                            link.flatMap(Guide::roundTrip),
                            link.map(Overlay.Neighbour::transport),
                            head.id() == overlay.member().id(),
                            link.map(it -> it.status().dropped()).orElse(0L)));
        }
        return members;
    }

    private static Optional<Duration> roundTrip(Overlay.Neighbour neighbour) {
        return neighbour.status().roundTrip().isPresent()
                ? Optional.of(Duration.ofMillis(neighbour.status().roundTrip().getAsLong()))
                : Optional.empty();
    }

    /** The network as it is connected. */
    public NetworkMap map(Duration patience) throws NodeRefusal, InterruptedException {
        Deadline deadline = new Deadline(patience);
        Overlay overlay = network.awaitCompany(deadline.left());
        Census census = Census.take(overlay, deadline.left());
        Roster roster = new Roster(members(overlay, census));
        Map<String, Member> members = new HashMap<>();
        roster.members().forEach(member -> members.put(member.id(), member));
        String self = overlay.member().toString();
        Set<String> seen = new HashSet<>();
        List<NetworkMap.Link> links = new ArrayList<>();
        for (CardHead head : census.members()) {
            String one = head.member().toString();
            for (long neighbour : head.neighbours()) {
                String other = MemberId.text(neighbour);
                String both = one.compareTo(other) < 0 ? one + other : other + one;
                if (members.containsKey(other) && !one.equals(other) && seen.add(both)) {
                    boolean isOurs = one.equals(self) || other.equals(self);
                    Optional<Member> far =
                            Optional.ofNullable(members.get(one.equals(self) ? other : one))
                                    .filter(_ -> isOurs);
                    links.add(
                            new NetworkMap.Link(
                                    one,
                                    other,
                                    far.flatMap(Member::roundTrip),
                                    far.flatMap(Member::transport)));
                }
            }
        }
        return new NetworkMap(roster.members(), links, census.all());
    }

    /** The member that a person names. */
    public Member member(String peer, Duration patience) throws NodeRefusal, InterruptedException {
        return roster(new Deadline(patience)).theOne(peer);
    }

    /** What a member shares, asked of itself. */
    public Browsed browse(String peer, Duration patience) throws NodeRefusal, InterruptedException {
        Deadline deadline = new Deadline(patience);
        Member member = member(peer, deadline.left());
        List<Browsed.Entry> entries =
                pages(member, deadline).stream()
                        .map(entry ->
                                new Browsed.Entry(
                                        entry.number(),
                                        entry.id(),
                                        entry.name(),
                                        entry.size(),
                                        entry.files(),
                                        Instant.ofEpochMilli(entry.since())))
                        .toList();
        return new Browsed(member, entries);
    }

    /** What to fetch to get the share of that number from that member. */
    public Wanted entry(String peer, int number, Duration patience)
            throws NodeRefusal, InterruptedException {
        Deadline deadline = new Deadline(patience);
        Member member = member(peer, deadline.left());
        SharedEntry entry =
                pages(member, deadline).stream()
                        .filter(it -> it.number() == number)
                        .findFirst()
                        .orElseThrow(
                                () -> new NodeRefusal(new Why.NoEntry(member.shownName(), number)));
        return Links.wanted(entry, List.of(member.address()), trackers);
    }

    private List<SharedEntry> pages(Member member, Deadline deadline)
            throws NodeRefusal, InterruptedException {
        Overlay overlay = network.awaitCompany(deadline.left());
        List<SharedEntry> entries = new ArrayList<>();
        BrowseGiven page;
        do {
            page = page(overlay, member, entries.size(), deadline);
            entries.addAll(page.entries());
        } while (!page.entries().isEmpty()
                && entries.size() < Math.min(page.total(), MOST_ENTRIES));
        return entries;
    }

    private static BrowseGiven page(Overlay overlay, Member member, int offset, Deadline deadline)
            throws NodeRefusal, InterruptedException {
        if (member.isSelf()) {
            return overlay.ownPage(offset);
        }
        CompletableFuture<Optional<BrowseGiven>> answer = new CompletableFuture<>();
        overlay.browse(
                new Contact(
                        Long.parseUnsignedLong(member.id(), 16), PeerAddress.of(member.address())),
                new BrowseAsked(0, offset, OverlayMessage.MAX_ENTRIES),
                answer::complete);
        try {
            return answer.get(deadline.left().toMillis(), TimeUnit.MILLISECONDS)
                    .orElseThrow(() -> new NodeRefusal(new Why.MemberSilent(member.shownName())));
        } catch (TimeoutException | ExecutionException e) {
            throw new NodeRefusal(new Why.MemberSilent(member.shownName()), e);
        }
    }

    /** When patience is over. */
    private static final class Deadline {
        private final long at;

        Deadline(Duration patience) {
            this.at = System.nanoTime() + patience.toNanos();
        }

        Duration left() {
            return Duration.ofNanos(Math.max(1_000_000, at - System.nanoTime()));
        }
    }
}
