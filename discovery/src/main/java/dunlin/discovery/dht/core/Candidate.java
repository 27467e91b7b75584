package dunlin.discovery.dht.core;

import dunlin.protocol.krpc.NodeInfo;
import dunlin.protocol.krpc.Opaque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A node that a lookup has heard of. */
final class Candidate {
    /**
     * How far it is with a node.
     *
     * <pre>
     *   NEW → ASKED → ANSWERED
     *           ↓  ↘
     *         LATE → FAILED     a late one may answer still
     * </pre>
     */
    enum State {
        NEW,
        ASKED,
        LATE,
        ANSWERED,
        FAILED
    }

    final NodeInfo node;

    /** Who named it first; nobody, if it was known before. */
    final @Nullable Candidate source;

    /** 1 if it was known before, one more than whoever named it first. */
    final int hops;

    /** Whether its id follows from its address (BEP 42). */
    final boolean fitting;

    /** How long its answers take, as far as that is known, in nanoseconds. */
    final long roundTrip;

    State state = State.NEW;

    /** Whether others named it, too. */
    boolean confirmed;

    /**
     * Of the nodes that it named first: how many are asked now, how many answered, how many did
     * not.
     */
    int named;

    int namedRight;
    int namedWrong;

    Optional<Opaque> token = Optional.empty();

    Candidate(NodeInfo node, @Nullable Candidate source, boolean fitting, long roundTrip) {
        this.node = node;
        this.source = source;
        this.hops = source == null ? 1 : source.hops + 1;
        this.fitting = fitting;
        this.roundTrip = roundTrip;
    }

    void becomes(State next) {
        if (source != null) {
            source.named += (next == State.ASKED ? 1 : 0) - (state == State.ASKED ? 1 : 0);
            source.namedRight += next == State.ANSWERED ? 1 : 0;
            source.namedWrong += next == State.FAILED ? 1 : 0;
            // A late one is as good as none, until it answers.
            source.namedWrong += next == State.LATE ? 1 : 0;
            source.namedWrong -= state == State.LATE ? 1 : 0;
        }
        state = next;
    }

    /** Whether whoever named it named three and more that did not answer, and nobody who did. */
    boolean isDoubtful() {
        return source != null && !confirmed && source.namedWrong >= 3 && source.namedRight == 0;
    }
}
