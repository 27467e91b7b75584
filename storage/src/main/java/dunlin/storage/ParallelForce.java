package dunlin.storage;

import dunlin.storage.folder.FolderWalk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Forces many files or folders at once: a journalling file system answers all who wait together
 * with one commit of its journal, and commits once for each if they come one after the other.
 */
final class ParallelForce {
    /** More would share a commit still better, but keep a slow disk from what else it is asked. */
    private static final int THREADS = 16;

    /** Forces one of them, on any thread. */
    interface Step<T> {
        void force(FolderWalk walk, T item) throws StorageException;
    }

    private final FilePlaces places;

    ParallelForce(FilePlaces places) {
        this.places = places;
    }

    /**
     * Returns when all are forced.
     *
     * @throws StorageException if one of them could not be; some may not have been tried then
     */
    <T> void each(Collection<T> items, Step<T> step) throws StorageException {
        Queue<T> left = new ConcurrentLinkedQueue<>(items);
        if (items.size() <= 1) {
            forceAll(left, step);
            return;
        }
        List<Future<?>> forced = new ArrayList<>();
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofPlatform().name("disk-force-", 1).daemon().factory())) {
            for (int i = 0; i < Math.min(THREADS, items.size()); i++) {
                forced.add(
                        threads.submit(() -> {
                            forceAll(left, step);
                            return true;
                        }));
            }
        }
        for (Future<?> one : forced) {
            if (one.state() == Future.State.FAILED) {
                throw failure(one.exceptionNow());
            }
        }
    }

    private <T> void forceAll(Queue<T> left, Step<T> step) throws StorageException {
        try (FolderWalk walk = places.walk()) {
            for (T item = left.poll(); item != null; item = left.poll()) {
                step.force(walk, item);
            }
        } catch (IOException e) {
            throw DiskErrors.reading(places.locate(List.of()), e);
        } finally {
            left.clear(); // after a failure the others need not go on
        }
    }

    private static StorageException failure(Throwable why) {
        return switch (why) {
            case StorageException e -> e;
            case Error e -> throw e;
            default -> throw new IllegalStateException("forcing has a bug", why);
        };
    }
}
