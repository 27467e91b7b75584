package dunlin.discovery.tracker;

import dunlin.protocol.ProtocolException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes several calls at once, and leaves none behind. */
final class AtOnce {
    private AtOnce() {}

    /**
     * What the calls give: the first that gives something is waited for, each further one only as
     * long as {@code grace} after the one before. Those that take longer are interrupted.
     *
     * @param calls at least one
     * @param wanted how many answers are enough
     * @return in the order in which they came, at least one
     * @throws IOException of the last call that failed, if all did
     * @throws ProtocolException likewise
     */
    static <T> List<T> call(List<? extends Callable<T>> calls, int wanted, Duration grace)
            throws IOException, ProtocolException {
        List<T> answers = new ArrayList<>();
        Throwable failure = null;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                var done = new ExecutorCompletionService<T>(threads);
                calls.forEach(done::submit);
                for (int i = 0; i < calls.size() && answers.size() < wanted; i++) {
                    @Nullable Future<T> ended =
                            answers.isEmpty()
                                    ? done.take()
                                    : done.poll(grace.toNanos(), TimeUnit.NANOSECONDS);
                    if (ended == null) {
                        break;
                    }
                    if (ended.state() == Future.State.SUCCESS) {
                        answers.add(ended.resultNow());
                    } else {
                        failure = ended.exceptionNow();
                    }
                }
            } finally {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        if (answers.isEmpty()) {
            throw failed(failure);
        }
        return answers;
    }

    private static IOException failed(@Nullable Throwable failure) throws ProtocolException {
        return switch (failure) {
            case IOException e -> e;
            case ProtocolException e -> throw e;
            case null, default -> throw new IllegalStateException(failure);
        };
    }
}
