package dunlin.discovery.dht.core;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.krpc.Answer;
import dunlin.protocol.krpc.Item;
import dunlin.protocol.krpc.NodeId;
import dunlin.protocol.krpc.NodeInfo;
import dunlin.protocol.krpc.Opaque;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * One node of one DHT (BEP 5): finds and announces peers, and answers others. All times are
 * nanoseconds of one ticker and never fall. Not thread-safe: one caller at a time; listeners are
 * called in the calls in which something becomes known, and may call the node again.
 */
public final class DhtNode {
    /** Longest packet that is sent, in bytes (BEP 32). */
    public static final int MAX_PACKET = 1_024;

    /**
     * @param id of an earlier life, or a random one
     * @param random makes ids, tokens and transaction ids, so it must be fit for secrets outside of
     *     simulations
     */
    public DhtNode(
            Settings settings, NodeId id, RandomGenerator random, Signatures signatures, Out out) {}

    /**
     * Enters by nodes that may be there, whose ids nobody knows: those saved, the well-known ones,
     * those that a torrent names. May be called again when more are known; until somebody answers
     * they are asked again now and then.
     */
    public void join(Collection<PeerAddress> known, long now) {}

    /** A node may be there, as a PORT message says: it is asked, if there is room for one. */
    public void learn(PeerAddress node, long now) {}

    /**
     * Has the node of the other family beside it (BEP 32): each names the other's nodes to those
     * who want them, and tells it of nodes of its family that it hears of. Once, before all else,
     * on one of the two.
     */
    public void pairWith(DhtNode other) {}

    /** A packet came. @param packet not kept */
    public void received(byte[] packet, PeerAddress from, long now) {}

    /** Looks for the peers of a swarm. */
    public Running findPeers(InfoHash hash, PeersWanted wanted, Found found, long now) {
        return () -> {};
    }

    /**
     * Announces a peer, and tells those that it meets on the way. Done as soon as most of the
     * closest nodes have stored it; the others are told still.
     */
    public Running announce(Announcement announcement, Found found, long now) {
        return () -> {};
    }

    /**
     * Announces many, in the order of their places, so that each lookup begins where the one before
     * it ended.
     *
     * @param listener told of each in turn: whom to tell of its peers
     * @param nanos in which time to be through, if it can be done in good manners
     */
    public Running announceAll(
            Collection<Announcement> all, Announced listener, long nanos, long now) {
        return () -> {};
    }

    /** Who hears of the announcements of a sweep. */
    @FunctionalInterface
    public interface Announced {
        /** Whom to tell of the peers of one that is looked for now. */
        Found begins(Announcement announcement);
    }

    /**
     * What is asked for beside addresses.
     *
     * @param noSeeds no complete peers, please
     * @param scrape how many there are
     */
    public record PeersWanted(boolean noSeeds, boolean scrape) {
        public static final PeersWanted ALL = new PeersWanted(false, false);
    }

    /** Looks for an immutable value (BEP 44): ends with the first whose hash is its target. */
    public Running getItem(NodeId target, Consumer<Optional<Item>> found, long now) {
        return () -> {};
    }

    /**
     * Looks for the value of a key (BEP 44): ends with the newest of those that the closest nodes
     * have and the key has signed.
     */
    public Running getItem(PeerKey key, Opaque salt, Consumer<Optional<Item>> found, long now) {
        return () -> {};
    }

    /**
     * Stores a value at the nodes closest to its target (BEP 44).
     *
     * @param expected the sequence number that the value stored now must have
     * @param done told as soon as most have stored it, or all have been asked
     */
    public Running putItem(Item item, OptionalLong expected, Consumer<Put> done, long now) {
        return () -> {};
    }

    /**
     * How storing a value went.
     *
     * @param stores how many nodes have it
     * @param refused how many have another: an expected one is not there, or a newer one is
     */
    public record Put(int stores, int refused) {}

    /** Asks one node for some of the info-hashes that it stores peers of (BEP 51). */
    public Running sample(
            PeerAddress node, NodeId target, Consumer<Optional<Answer>> answered, long now) {
        return () -> {};
    }

    /**
     * Does what is due.
     *
     * @return for how many nanoseconds nothing will be due, at least 1, unless something is asked
     *     or comes
     */
    public long tick(long now) {
        return 1_000_000_000L;
    }

    /** Its id, which changes when it learns that another fits its address (BEP 42). */
    public NodeId id() {
        return new NodeId(0, 0, 0);
    }

    /** Its address as others see it, once enough of them say the same. */
    public Optional<PeerAddress> externalAddress() {
        return Optional.empty();
    }

    /** Nodes to enter by the next time, those that have been there longest first. */
    public List<NodeInfo> saved(int most) {
        return List.of();
    }

    /** Whether it has looked for its own neighbours, so that lookups start from somewhere. */
    public boolean isReady() {
        return false;
    }

    public Statistics statistics() {
        return new Statistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
}
