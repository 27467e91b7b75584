package dunlin.tracker.sqlite;

import dunlin.tracker.store.TrackerRejection;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the catalogue's file: one platform thread that puts what has gathered while it wrote into
 * one transaction, so that many registrations at once cost one wait for the disk. What was answered
 * is on the disk. Thread-safe.
 */
final class Writer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final int WAITING = 1_000;
    private static final int PATIENCE_SECONDS = 5;

    /** Most works in one transaction, so that the first of them need not wait for long. */
    private static final int TOGETHER = 64;

    private final Session session;
    private final BlockingQueue<Job<?>> jobs = new ArrayBlockingQueue<>(WAITING);
    private final Thread thread;
    private volatile Optional<String> failure = Optional.empty();

    private Writer(Session session) {
        this.session = session;
        this.thread = Thread.ofPlatform().daemon().name("catalogue-writer").unstarted(this::run);
    }

    static Writer open(Path file) throws SQLException {
        Session session = Session.open(file);
        session.execute("PRAGMA cache_size = -65536");
        // After a kill all that is in the journal has to be read again.
        session.execute("PRAGMA journal_size_limit = 67108864");
        Writer writer = new Writer(session);
        writer.thread.start();
        return writer;
    }

    /** Work, and who waits for it. */
    private static final class Job<T> {
        private final Work<T> work;
        private final CompletableFuture<T> answer = new CompletableFuture<>();
        private @Nullable T result;
        private @Nullable Throwable failure;

        Job(Work<T> work) {
            this.work = work;
        }

        /** Whether it succeeded, or failed before it changed anything. */
        boolean run(Session session) throws SQLException {
            long before = session.changes();
            failure = null;
            try {
                result = work.run(session);
                return true;
            } catch (SQLException | TrackerRejection | RuntimeException | Error e) {
                failure = e;
                return session.changes() == before;
            }
        }

        /** What the database said, if it failed. */
        Stream<String> failure() {
            return failure instanceof SQLException e ? Stream.of(line(e)) : Stream.empty();
        }

        void answer() {
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else {
                answer.complete(result);
            }
        }

        void fail(Throwable e) {
            answer.completeExceptionally(e);
        }
    }

    /** Does the work whole or not at all. */
    <T> T write(Work<T> work) throws TrackerRejection {
        Job<T> job = new Job<>(work);
        try {
            if (!jobs.offer(job, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw Work.busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Work.broken();
        }
        if (!thread.isAlive()) {
            refuseAll();
        }
        return Work.await(job.answer);
    }

    /** Why the last transaction failed, in one line, if it did. */
    Optional<String> failure() {
        return failure;
    }

    private void run() {
        List<Job<?>> together = new ArrayList<>();
        try {
            while (true) {
                together.add(jobs.take());
                jobs.drainTo(together, TOGETHER - 1);
                write(together);
                together.clear();
            }
        } catch (InterruptedException e) {
            LOG.debug("writing ends");
        }
    }

    private void write(List<Job<?>> together) {
        try {
            // Takes the write lock before it reads: a transaction that wants it only later is
            // refused at once, without any patience, if another process has written meanwhile.
            session.execute("BEGIN IMMEDIATE");
            boolean clean = true;
            for (int i = 0; clean && i < together.size(); i++) {
                clean = together.get(i).run(session);
            }
            if (clean) {
                session.execute("COMMIT");
                failure = together.stream().flatMap(Job::failure).findFirst();
                together.forEach(Job::answer);
            } else {
                rollBack();
                apart(together);
            }
        } catch (SQLException e) {
            rollBack();
            failure = Optional.of(line(e));
            together.forEach(job -> job.fail(e));
        } catch (RuntimeException | Error e) { // ends this thread: nobody is left waiting for it
            together.forEach(job -> job.fail(e));
            throw e;
        }
    }

    private static String line(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** One failed halfway and took the others with it. */
    private void apart(List<Job<?>> together) {
        if (together.size() == 1) {
            failure = together.getFirst().failure().findFirst();
            together.getFirst().answer();
        } else {
            together.forEach(job -> write(List.of(job)));
        }
    }

    /** SQLite itself has rolled back after some errors, as on a full disk: then there is none. */
    private void rollBack() {
        try {
            session.execute("ROLLBACK");
        } catch (SQLException e) {
            LOG.debug("nothing to roll back", e);
        }
    }

    private void refuseAll() {
        List<Job<?>> late = new ArrayList<>();
        jobs.drainTo(late);
        late.forEach(job -> job.fail(Work.broken()));
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
            session.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            LOG.warn("closing the catalogue: {}", e.getMessage());
        }
        refuseAll();
    }
}
