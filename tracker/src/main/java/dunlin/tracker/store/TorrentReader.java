package dunlin.tracker.store;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Reads the {@code .torrent} files of strangers on two platform threads, so that however many come
 * at once, the cores that answer all others are left to them, and only so many bytes are read or
 * wait at a time. Thread-safe.
 */
public final class TorrentReader implements AutoCloseable {
    private static final int THREADS = 2;

    /** Most that wait; the smallest torrent has some hundred bytes. */
    private static final int WAITING = 1_000;

    /**
     * Most KiB that are read or wait: four of the largest torrents. Values take about ten times the
     * bytes that they are read from.
     */
    private static final int MAX_KIB = 4 * (Catalogue.MAX_TORRENT >> 10);

    /** How long to wait for the others to be read. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration RETRY_IN = Duration.ofSeconds(5);

    private final Semaphore kib;
    private final Duration patience;
    private final ThreadPoolExecutor threads;

    public TorrentReader() {
        this(MAX_KIB, PATIENCE);
    }

    TorrentReader(int maxKib, Duration patience) {
        this.kib = new Semaphore(maxKib);
        this.patience = patience;
        this.threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(WAITING),
                        Thread.ofPlatform().daemon().name("torrent-reader-", 0).factory());
    }

    /** Where a torrent comes from. */
    @FunctionalInterface
    public interface Source {
        byte[] bytes() throws TrackerRejection;
    }

    /**
     * Reads a torrent; waits a little for its turn.
     *
     * @param length how many bytes it has
     * @param source asked on a thread of the reader, so that none of those that wait is in memory
     * @throws ProtocolException if it is malformed or beyond our limits
     * @throws TrackerRejection BROKEN if too much is read already; and what the source throws
     */
    public Metainfo read(int length, Source source) throws ProtocolException, TrackerRejection {
        int weight = length / 1024 + 1;
        take(weight);
        try {
            return await(threads.submit(() -> Metainfo.parse(source.bytes())));
        } catch (RejectedExecutionException e) {
            throw busy();
        } finally {
            kib.release(weight);
        }
    }

    private void take(int weight) throws TrackerRejection {
        try {
            if (!kib.tryAcquire(weight, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
        } catch (InterruptedException e) {
            throw closing();
        }
    }

    private static Metainfo await(Future<Metainfo> read)
            throws ProtocolException, TrackerRejection {
        try {
            return read.get();
        } catch (InterruptedException e) {
            read.cancel(false);
            throw closing();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case ProtocolException malformed -> throw malformed;
                case TrackerRejection rejection -> throw rejection;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private static TrackerRejection closing() {
        Thread.currentThread().interrupt();
        return new TrackerRejection(Reason.BROKEN, "the index closes");
    }

    private static TrackerRejection busy() {
        return new TrackerRejection(
                Reason.BROKEN,
                "the index reads as many torrents as it can just now: try again",
                Optional.of(RETRY_IN));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
