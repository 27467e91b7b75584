package dunlin.tracker.sqlite;

import dunlin.tracker.store.TrackerRejection;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the catalogue's file, never waiting for whoever writes: a few platform threads, each with a
 * connection of its own. SQLite holds its thread while it works; were that a virtual one, its
 * carrier would stand still, and much else in the index with it. Thread-safe.
 */
final class Readers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Readers.class);
    private static final int WAITING = 1_000;
    private static final int PATIENCE_SECONDS = 5;

    private final BlockingQueue<Session> idle;
    private final ThreadPoolExecutor threads;
    private final Semaphore searches;

    private Readers(List<Session> sessions) {
        int count = sessions.size();
        this.idle = new ArrayBlockingQueue<>(count, false, sessions);
        // One thread is left to those who only look something up.
        this.searches = new Semaphore(count - 1, true);
        this.threads =
                new ThreadPoolExecutor(
                        count,
                        count,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(WAITING),
                        Thread.ofPlatform().daemon().name("catalogue-reader-", 0).factory());
    }

    /**
     * @param count how many read at a time, 2 or more
     */
    static Readers open(Path file, int count) throws SQLException {
        List<Session> sessions = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sessions.add(Session.open(file));
            }
            return new Readers(sessions);
        } catch (SQLException e) {
            sessions.forEach(Readers::close);
            throw e;
        }
    }

    <T> T read(Work<T> work) throws TrackerRejection {
        try {
            return Work.await(threads.submit(() -> withSession(work)));
        } catch (RejectedExecutionException e) {
            throw threads.isShutdown() ? Work.broken() : Work.busy();
        }
    }

    /** Reads what may take long. */
    <T> T search(Work<T> work) throws TrackerRejection {
        try {
            if (!searches.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw Work.busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Work.broken();
        }
        try {
            return read(work);
        } finally {
            searches.release();
        }
    }

    private <T> T withSession(Work<T> work) throws SQLException, TrackerRejection {
        Session session = idle.remove(); // as many sessions as threads
        try {
            return work.run(session);
        } finally {
            idle.add(session);
        }
    }

    @Override
    public void close() {
        threads.close();
        idle.forEach(Readers::close);
    }

    private static void close(Session session) {
        try {
            session.close();
        } catch (SQLException e) {
            LOG.warn("closing the catalogue: {}", e.getMessage());
        }
    }
}
