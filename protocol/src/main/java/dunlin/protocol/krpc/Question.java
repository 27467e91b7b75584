package dunlin.protocol.krpc;

import dunlin.protocol.InfoHash;
import java.util.Optional;
import java.util.OptionalLong;

/** What one node asks another: the {@code q} and {@code a} of a query. */
public sealed interface Question {
    /** The name of the query on the wire. */
    String name();

    /**
     * Which kinds of nodes an answer should name (BEP 32, {@code want}). Neither: those of the
     * family that the query came over.
     */
    record Want(boolean ipv4, boolean ipv6) {
        public static final Want UNSAID = new Want(false, false);
        public static final Want BOTH = new Want(true, true);
    }

    /** Are you there? (BEP 5) */
    record Ping() implements Question {
        @Override
        public String name() {
            return "ping";
        }
    }

    /** Which nodes are closest to a target? (BEP 5) */
    record FindNode(NodeId target, Want want) implements Question {
        @Override
        public String name() {
            return "find_node";
        }
    }

    /**
     * Which peers does a swarm have, and which nodes are closest to it? (BEP 5, BEP 33)
     *
     * @param noSeeds asks for peers that are not complete
     * @param scrape asks for filters of all that are stored
     */
    record GetPeers(InfoHash hash, Want want, boolean noSeeds, boolean scrape) implements Question {
        @Override
        public String name() {
            return "get_peers";
        }
    }

    /**
     * I am a peer of this swarm. (BEP 5, BEP 33)
     *
     * @param port where the peer listens: 1 to 65535
     * @param impliedPort whether the port that the packet came from counts instead
     * @param seed whether the peer is complete
     */
    record AnnouncePeer(InfoHash hash, int port, boolean impliedPort, boolean seed, Opaque token)
            implements Question {
        @Override
        public String name() {
            return "announce_peer";
        }
    }

    /**
     * What is stored at a target, and which nodes are closest to it? (BEP 44)
     *
     * @param newerThan leaves a value of this sequence number or less out
     */
    record Get(NodeId target, Want want, OptionalLong newerThan) implements Question {
        @Override
        public String name() {
            return "get";
        }
    }

    /**
     * Store this. (BEP 44)
     *
     * @param expected the sequence number that the value stored now must have
     */
    record Put(Item item, Opaque token, OptionalLong expected) implements Question {
        @Override
        public String name() {
            return "put";
        }
    }

    /** Of which swarms do you store peers, and which nodes are closest to a target? (BEP 51) */
    record SampleInfohashes(NodeId target, Want want) implements Question {
        @Override
        public String name() {
            return "sample_infohashes";
        }
    }

    /**
     * A query of a name that is not known here.
     *
     * @param target the target that it has: whoever asks after one is at least helped by nodes
     */
    record Unknown(String name, Optional<NodeId> target, Want want) implements Question {}
}
