package dunlin.storage;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.protocol.Bitfield;
import dunlin.protocol.ErrorText;
import dunlin.protocol.InfoHash;
import dunlin.storage.DiskPool.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes written pieces lasting: forces a share's files, then notes in the library all pieces that
 * had been written when it began. One thread goes round the shares; while it forces one batch the
 * next gathers, so that a slow disk is asked less often for more. Forcing all along also keeps the
 * last batch short.
 *
 * <p>The lock guards the lanes; forcing, the library and the listener are called outside it.
 */
final class GroupCommit {
    /** Between two commits of one share, in nanoseconds, unless much has gathered. */
    private static final long PAUSE = 200_000_000;

    /** So many bytes are committed at once, whatever the time. */
    private static final long MUCH = 64 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

    /** One share's pieces on their way. */
    private static final class Lane {
        final Target target;
        int handedIn;
        List<Integer> written = new ArrayList<>();
        boolean committing;
        int drainers;
        boolean hurried;
        long notBefore = System.nanoTime();

        Lane(Target target) {
            this.target = target;
        }

        boolean isIdle() {
            return handedIn == 0 && written.isEmpty() && !committing;
        }

        boolean isDue(long now) {
            long bytes = (long) written.size() * target.info().geometry().pieceLength();
            return !written.isEmpty()
                    && (now - notBefore >= 0
                            || bytes >= MUCH
                            || ((drainers > 0 || hurried) && handedIn == 0));
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** In the order in which they are looked at; whoever was served goes to the end. */
    @GuardedBy("lock")
    private final Map<ShareFiles, Lane> lanes = new LinkedHashMap<>();

    @GuardedBy("lock")
    private boolean ending;

    private final Thread thread =
            Thread.ofPlatform().name("disk-commit").daemon().start(this::commitAll);

    /** A piece is on its way; {@link #done} follows. */
    void handedIn(Target target) {
        lock.lock();
        try {
            lanes.computeIfAbsent(target.files(), _ -> new Lane(target)).handedIn++;
        } finally {
            lock.unlock();
        }
    }

    /**
     * @param isWritten whether the piece is in its files and wants to be committed
     */
    void done(Target target, int piece, boolean isWritten) {
        lock.lock();
        try {
            Lane lane = lanes.computeIfAbsent(target.files(), _ -> new Lane(target));
            lane.handedIn--;
            if (isWritten) {
                lane.written.add(piece);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * No more will be handed in for this share: what is on its way is committed without a pause.
     */
    void hurry(Target target) {
        lock.lock();
        try {
            lanes.computeIfAbsent(target.files(), _ -> new Lane(target)).hurried = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing of this share is on its way. */
    void drain(Target target) throws InterruptedException {
        lock.lock();
        try {
            Lane lane = lanes.get(target.files());
            if (lane == null) {
                return;
            }
            lane.drainers++;
            changed.signalAll();
            try {
                while (!lane.isIdle()) {
                    changed.await();
                }
            } finally {
                lane.drainers--;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets the thread commit what there is and end. Nothing may be handed in any more. */
    Thread end() {
        lock.lock();
        try {
            ending = true;
            changed.signalAll();
            return thread;
        } finally {
            lock.unlock();
        }
    }

    private void commitAll() {
        try {
            for (Optional<Lane> lane = next(); lane.isPresent(); lane = next()) {
                commit(lane.get());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the committer", e);
        }
    }

    /** The next lane to commit, waited for; empty at the end. */
    private Optional<Lane> next() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                long now = System.nanoTime();
                lanes.values().removeIf(lane -> lane.isIdle() && now - lane.notBefore >= 0);
                for (Lane lane : lanes.values()) {
                    if (lane.isDue(now) || (ending && !lane.written.isEmpty())) {
                        return Optional.of(lane);
                    }
                }
                if (ending) {
                    return Optional.empty();
                }
                LongStream waits =
                        lanes.values().stream()
                                .filter(lane -> !lane.written.isEmpty())
                                .mapToLong(lane -> lane.notBefore - now);
                OptionalLong shortest = waits.min();
                if (shortest.isPresent()) {
                    changed.awaitNanos(shortest.getAsLong());
                } else {
                    changed.await();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void commit(Lane lane) {
        int[] pieces = begin(lane);
        try {
            commit(lane.target, pieces);
            lane.target.listener().committed(pieces);
        } catch (StorageException why) {
            lane.target.listener().lost(pieces, why);
        } catch (RuntimeException e) {
            LOG.error("a listener failed on a commit", e);
        } finally {
            finish(lane);
        }
    }

    private static void commit(Target target, int[] pieces) throws StorageException {
        try {
            forceAndNote(target, pieces);
        } catch (RuntimeException | Error e) { // whoever waits for the pieces must hear of it
            throw new StorageException(
                    StorageException.Reason.FAILED,
                    target.files().path(),
                    "a fault of ours in committing: " + ErrorText.of(e),
                    e);
        }
    }

    /**
     * In this order a kill or a power cut at any moment leaves no more than files that are further
     * than the library knows: their stamps are then not the noted ones, and they are hashed again.
     * What another process writes into a file between our own write and its stamp is taken for
     * ours: that is the time of one force, and as long as we go on writing into the same file.
     */
    private static void forceAndNote(Target target, int[] pieces) throws StorageException {
        InfoHash id = target.info().id();
        ShareFiles files = target.files();
        files.force();
        Bitfield complete = target.library().complete(id, files.path());
        for (int piece : pieces) {
            complete.set(piece);
        }
        files.finish(complete, pieces);
        List<Integer> numbers = Arrays.stream(pieces).boxed().toList();
        target.library().addPieces(id, files.path(), numbers, files.stamp(pieces));
    }

    private int[] begin(Lane lane) {
        lock.lock();
        try {
            int[] pieces = lane.written.stream().mapToInt(Integer::intValue).toArray();
            lane.written = new ArrayList<>();
            lane.committing = true;
            lane.notBefore = System.nanoTime() + PAUSE;
            lanes.remove(lane.target.files());
            lanes.put(lane.target.files(), lane);
            return pieces;
        } finally {
            lock.unlock();
        }
    }

    private void finish(Lane lane) {
        lock.lock();
        try {
            lane.committing = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
