package dunlin.bench.sim.dht;

import dunlin.bench.sim.Addresses;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.krpc.Answer;
import dunlin.protocol.krpc.Family;
import dunlin.protocol.krpc.Krpc;
import dunlin.protocol.krpc.NodeId;
import dunlin.protocol.krpc.NodeInfo;
import dunlin.protocol.krpc.Opaque;
import dunlin.protocol.krpc.Question;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a node does that means harm: it enters as others do, answers pings, and lies to whoever
 * looks for something. Not thread-safe.
 */
final class Liar {
    /** How it lies. */
    enum Kind {
        /** It never answers a search. */
        SWALLOWS,
        /** It names nodes right beside the target that nobody is. */
        MAKES_UP,
        /** It names liars of its kind, each with an id right beside the target, as its own is. */
        COLLUDES
    }

    private static final int NAMED = 8;
    private static final int SHARED_BITS = 48; // with the target; nobody honest is as close
    private static final int MADE_UP_FROM = Addresses.MOST / 2; // numbers of hosts that never are

    private final Kind kind;
    private final SplittableRandom random;
    private final List<PeerAddress> others;

    /**
     * @param others all liars of this kind; may grow
     */
    Liar(Kind kind, SplittableRandom random, List<PeerAddress> others) {
        this.kind = kind;
        this.random = random;
        this.others = others;
    }

    /** What to do with a packet. */
    sealed interface Reply {
        /** As an honest node does. */
        record Honest() implements Reply {}

        /** Nothing. */
        record Silence() implements Reply {}

        /** Answer this. */
        record Lie(byte[] packet) implements Reply {}
    }

    Reply reply(byte[] packet, PeerAddress self) {
        try {
            return switch (Krpc.parse(packet)) {
                case Krpc.Query query -> reply(query, self);
                default -> new Reply.Honest();
            };
        } catch (ProtocolException e) {
            return new Reply.Silence();
        }
    }

    private Reply reply(Krpc.Query query, PeerAddress self) {
        NodeId target = target(query.question());
        if (target == null) {
            return new Reply.Honest();
        }
        if (kind == Kind.SWALLOWS) {
            return new Reply.Silence();
        }
        List<NodeInfo> nodes = Stream.generate(() -> named(target)).limit(NAMED).toList();
        byte[] token = new byte[4];
        random.nextBytes(token);
        Answer answer =
                Answer.of(beside(target, self))
                        .withNodes(Family.IPV4, nodes)
                        .withToken(Opaque.of(token));
        return new Reply.Lie(
                new Krpc.Response(query.transaction(), answer, Optional.empty()).encode());
    }

    /** Null for what is no search. */
    private static @Nullable NodeId target(Question question) {
        return switch (question) {
            case Question.GetPeers get -> NodeId.of(get.hash());
            case Question.Get get -> get.target();
            default -> null;
        };
    }

    private NodeInfo named(NodeId target) {
        PeerAddress address =
                kind == Kind.MAKES_UP
                        ? Addresses.of(MADE_UP_FROM + random.nextInt(MADE_UP_FROM))
                        : others.get(random.nextInt(others.size()));
        return new NodeInfo(beside(target, address), address);
    }

    /** The same for each who asks for one target, so that what others say of it fits. */
    private static NodeId beside(NodeId target, PeerAddress address) {
        return target.randomSharing(
                SHARED_BITS, new SplittableRandom(target.head() ^ address.low()));
    }
}
