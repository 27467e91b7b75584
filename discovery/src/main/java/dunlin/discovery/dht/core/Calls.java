package dunlin.discovery.dht.core;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.krpc.Answer;
import dunlin.protocol.krpc.Krpc;
import dunlin.protocol.krpc.NodeId;
import dunlin.protocol.krpc.NodeInfo;
import dunlin.protocol.krpc.Opaque;
import dunlin.protocol.krpc.Question;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The questions under way. An answer counts if it has the transaction id of one (32 random bits, so
 * that nobody guesses it who does not see the question) and comes from the very address and port
 * that was asked.
 *
 * <p>A question becomes late after about the time in which nine of ten answers come, so that
 * whoever waits can go on with others, and is given up much later. Being given up counts against a
 * node only if somebody answered since it was asked: with the network away nobody is to blame.
 */
final class Calls {
    private static final long GIVE_UP = Duration.ofSeconds(4).toNanos();
    private static final long LATE_AT_FIRST = Duration.ofMillis(500).toNanos();
    private static final long LEAST_LATE = Duration.ofMillis(30).toNanos();
    private static final long MOST_LATE = Duration.ofMillis(1_500).toNanos();

    /** Most questions under way. */
    static final int MOST = 2_048;

    private final RandomGenerator random;
    private boolean readOnly;
    private final Out out;
    private final RoundTrips roundTrips = new RoundTrips();
    private final Map<Integer, Call> byTransaction = new HashMap<>();
    private final Map<PeerAddress, Integer> awaited = new HashMap<>();
    private final PriorityQueue<Call> byTime =
            new PriorityQueue<>(Comparator.comparingLong(it -> it.due));
    private RoutingTable table;
    private long answeredUntil;
    private boolean heard;
    private long asked;
    private long answered;

    Calls(RandomGenerator random, boolean readOnly, RoutingTable table, Out out) {
        this.random = random;
        this.readOnly = readOnly;
        this.table = table;
        this.out = out;
    }

    /** From now on others may ask us. */
    void letOthersAsk() {
        readOnly = false;
    }

    /** From now on another table hears of answers, and its id is the own one. */
    void useTable(RoutingTable other) {
        table = other;
    }

    /**
     * Asks a node.
     *
     * @param expected the id that it should have, if one is known: an answer under another does not
     *     count
     */
    void ask(
            PeerAddress to,
            @Nullable NodeId expected,
            Question question,
            Call.Waiter waiter,
            long now) {
        int transaction = random.nextInt();
        while (byTransaction.containsKey(transaction)) {
            transaction = random.nextInt();
        }
        Call call =
                new Call(
                        transaction,
                        to,
                        expected,
                        waiter,
                        now,
                        now + lateAfter(to, expected),
                        now + GIVE_UP);
        byTransaction.put(transaction, call);
        awaited.merge(to, 1, Integer::sum);
        byTime.add(call);
        asked++;
        out.send(
                new Krpc.Query(Opaque.of(transaction), table.own(), readOnly, question).encode(),
                to);
    }

    boolean isFull() {
        return byTransaction.size() >= MOST;
    }

    private long lateAfter(PeerAddress to, @Nullable NodeId expected) {
        long most = roundTrips.quantile(0.75, LATE_AT_FIRST);
        long known =
                expected == null
                        ? Contact.UNKNOWN
                        : table.find(new NodeInfo(expected, to))
                                .map(Contact::roundTrip)
                                .orElse(Contact.UNKNOWN);
        long likely = known == Contact.UNKNOWN ? most : Math.min(most, known + known / 2);
        return Math.clamp(likely, LEAST_LATE, MOST_LATE);
    }

    /** The time in which half of the answers come, in nanoseconds. */
    long typicalRoundTrip() {
        return roundTrips.quantile(0.5, LATE_AT_FIRST / 4);
    }

    /** Whether an answer from there would be one to a question. */
    boolean isAwaited(PeerAddress from) {
        return awaited.containsKey(from);
    }

    /** An answer came. @return whether it is one to a question that was put to its sender */
    boolean answered(Krpc.Response response, PeerAddress from, long now) {
        Call call = take(response.transaction(), from);
        if (call == null) {
            return false;
        }
        answered++;
        answeredUntil = now;
        heard = true;
        NodeId id = response.answer().id();
        NodeInfo node = new NodeInfo(id, from);
        if (call.expected != null && !call.expected.equals(id)) {
            // Not whom we were told of: a node that was started anew, or one that has whatever id
            // it
            // is asked for. It may prove the new one, but not in this question.
            table.remove(new NodeInfo(call.expected, from));
            table.mayBe(node, now);
            call.waiter.failed(now);
            return true;
        }
        long roundTrip = Math.max(1, now - call.sent);
        roundTrips.add(roundTrip);
        table.answered(node, roundTrip, now);
        call.waiter.answered(response.answer(), now);
        return true;
    }

    /** A refusal came. @return whether it is one of a question that was put to its sender */
    boolean refused(Krpc.Failure failure, PeerAddress from, long now) {
        Call call = take(failure.transaction(), from);
        if (call == null) {
            return false;
        }
        answeredUntil = now;
        heard = true;
        call.waiter.refused(failure, now);
        return true;
    }

    private @Nullable Call take(Opaque transaction, PeerAddress from) {
        if (transaction.length() != Integer.BYTES) {
            return null;
        }
        Call call = byTransaction.get(transaction.number());
        if (call == null || !call.to.equals(from)) {
            return null;
        }
        end(call);
        return call;
    }

    private void end(Call call) {
        call.over = true;
        byTransaction.remove(call.transaction);
        awaited.compute(call.to, (_, count) -> count == null || count == 1 ? null : count - 1);
    }

    /** Tells who waits what is late, and what is given up. @return when the next is due */
    long tick(long now) {
        while (true) {
            Call call = byTime.peek();
            if (call == null) {
                return Long.MAX_VALUE;
            }
            if (call.over) {
                byTime.remove();
            } else if (call.due - now > 0) {
                return call.due;
            } else {
                byTime.remove();
                pass(call, now);
            }
        }
    }

    private void pass(Call call, long now) {
        if (call.deadline - now > 0) {
            call.late = true;
            call.due = call.deadline;
            byTime.add(call);
            call.waiter.late(now);
            return;
        }
        end(call);
        if (call.expected != null && heard && answeredUntil - call.sent > 0) {
            table.failed(new NodeInfo(call.expected, call.to));
        }
        call.waiter.failed(now);
    }

    long asked() {
        return asked;
    }

    long answeredSoFar() {
        return answered;
    }

    /** Pings a node, for the table to hear of it if it answers. */
    void ping(PeerAddress to, @Nullable NodeId expected, long now) {
        ask(to, expected, new Question.Ping(), NOBODY, now);
    }

    private static final Call.Waiter NOBODY =
            new Call.Waiter() {
                @Override
                public void answered(Answer answer, long now) {}

                @Override
                public void failed(long now) {}
            };
}
