package dunlin.discovery.dht.core;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.krpc.Answer;
import dunlin.protocol.krpc.Krpc;
import dunlin.protocol.krpc.NodeId;
import org.jspecify.annotations.Nullable;

/** One question under way to a node. */
final class Call {
    /** Who waits for the answer. Hears one of the first three once, and late before it if ever. */
    interface Waiter {
        void answered(Answer answer, long now);

        /** The node is there, and says no. */
        default void refused(Krpc.Failure failure, long now) {
            failed(now);
        }

        /** Nothing came, or it came from somebody else than was meant. */
        void failed(long now);

        /** It takes longer than most do; it may come still. */
        default void late(long now) {}
    }

    final int transaction;
    final PeerAddress to;

    /** The id that the node should have, if one is known. */
    final @Nullable NodeId expected;

    final Waiter waiter;
    final long sent;
    final long deadline;

    /** When something is to be done about it next. */
    long due;

    boolean late;
    boolean over;

    Call(
            int transaction,
            PeerAddress to,
            @Nullable NodeId expected,
            Waiter waiter,
            long sent,
            long lateAt,
            long deadline) {
        this.transaction = transaction;
        this.to = to;
        this.expected = expected;
        this.waiter = waiter;
        this.sent = sent;
        this.due = lateAt;
        this.deadline = deadline;
    }
}
