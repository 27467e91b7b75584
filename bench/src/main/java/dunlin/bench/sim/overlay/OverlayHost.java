package dunlin.bench.sim.overlay;

import dunlin.overlay.core.Link;
import dunlin.overlay.core.Out;
import dunlin.overlay.core.OverlayNode;
import dunlin.overlay.core.Self;
import dunlin.overlay.core.Settings;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.overlay.MemberId;
import dunlin.protocol.overlay.OverlayMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One member of the network while it is there, and its end of the connections. */
final class OverlayHost implements Out {
    /** How many words the shares of a member have together: 800 bytes of digest. */
    static final int WORDS = 512;

    final int number;
    final PeerAddress address;
    final boolean swallows;
    final OneShare share;
    final long since;
    final OverlayNode node;
    final Map<Long, Wire> wires = new HashMap<>(16);
    boolean isGone;
    Departure departure = Departure.SILENT;
    long tickAt = Long.MAX_VALUE;

    /** The search that it is at, if it is watched. */
    @Nullable Tally tally;

    private final OverlayNetwork network;
    private final MemberId member;

    /**
     * @param number whose latencies it has
     * @param swallows whether it drops all that it should answer or pass on
     */
    OverlayHost(
            OverlayNetwork network,
            int number,
            PeerAddress address,
            boolean swallows,
            Settings settings,
            SplittableRandom random) {
        this.network = network;
        this.number = number;
        this.address = address;
        this.swallows = swallows;
        this.since = network.events.now();
        this.share = new OneShare(random.nextLong());
        byte[] key = new byte[PeerKey.LENGTH];
        random.nextBytes(key);
        this.member = MemberId.of(PeerKey.of(key), random.nextInt());
        Self self = new Self(member, "Tempest", address, false);
        this.node = new OverlayNode(settings, self, new NoProofs(), share, random, this);
        node.shares(List.of(share.digest()), 1, network.millis());
    }

    void linked(Wire wire, OverlayHost other, long now) {
        wires.put(wire.id, wire);
        boolean incoming = this == wire.dialled;
        PeerAddress remote = incoming ? other.address.withPort(50_000) : other.address;
        node.linked(
                new Link(wire.id, other.member, "Tempest", other.address, remote, incoming, false),
                now);
    }

    @Override
    public void dial(PeerAddress to) {
        network.dial(this, to);
    }

    @Override
    public void send(long link, OverlayMessage message) {
        Wire wire = wires.get(link);
        if (wire != null) {
            network.send(this, wire, message);
        }
    }

    @Override
    public void close(long link, Closing reason) {
        Wire wire = wires.remove(link);
        if (wire != null) {
            network.closed(this, wire);
        }
    }

    @Override
    public void notice(Notice notice) {
        // nobody looks
    }
}
