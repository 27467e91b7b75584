package dunlin.testkit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * Waits as long as there is progress: on a busy machine all takes longer, but nothing stands still.
 * For one wait of one thread.
 */
public final class Patience {
    private static final Duration STILL = Duration.ofSeconds(60);
    private static final Duration AT_MOST = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** Pauses are so much longer than the question before them took, which may start a process. */
    private static final int REST = 5;

    private final long still;
    private final long end;
    private Object seen;
    private long seenAt;

    /**
     * @param now in nanoseconds, as is every time that it is told
     * @param still how long nothing may move
     * @param atMost how long it may last though something moves
     */
    Patience(long now, Object position, Duration still, Duration atMost) {
        this.still = still.toNanos();
        this.end = now + atMost.toNanos();
        this.seen = position;
        this.seenAt = now;
    }

    /** Whether to give up. */
    boolean isOver(long now, Object position) {
        if (!position.equals(seen)) {
            seen = position;
            seenAt = now;
        }
        return now - seenAt >= still || now - end >= 0;
    }

    /**
     * Asks until there is an answer.
     *
     * @param what is waited for, and how it stands, for the failure's message
     * @param position how far it is; as long as this is another value again and again, there is
     *     progress
     * @throws AssertionError if it stood still for a minute, or lasted for ten
     */
    public static <T> T await(
            Supplier<String> what, Supplier<?> position, Callable<Optional<T>> question)
            throws Exception {
        Patience patience = new Patience(System.nanoTime(), position.get(), STILL, AT_MOST);
        long asked = System.nanoTime();
        Optional<T> answer = question.call();
        while (answer.isEmpty()) {
            long now = System.nanoTime();
            if (patience.isOver(now, position.get())) {
                throw new AssertionError("no progress any more: " + what.get());
            }
            Thread.sleep(Duration.ofNanos(Math.max(PAUSE.toNanos(), REST * (now - asked))));
            asked = System.nanoTime();
            answer = question.call();
        }
        return answer.get();
    }
}
