package dunlin.testkit;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/**
 * Platform threads that something starts, and those that these start, told apart from what other
 * tests of the same process have under the same names. Thread-safe.
 */
public final class OwnThreads {
    private final ThreadGroup group = new ThreadGroup("own threads of a test");

    /** Does something on a thread from which all that it starts can be told, and waits for it. */
    public <T> T from(Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(group, task, "a test's own");
        thread.start();
        thread.join();
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** The names of those that live. */
    public List<String> names() {
        Thread[] threads = new Thread[group.activeCount() + 100];
        int count = group.enumerate(threads);
        return Stream.of(threads)
                .limit(count)
                .map(Objects::requireNonNull)
                .map(Thread::getName)
                .toList();
    }
}
