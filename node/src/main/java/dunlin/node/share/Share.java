package dunlin.node.share;

import dunlin.node.api.NodeEvent;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Lack;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.api.ShareState;
import dunlin.node.api.ShareState.Work;
import dunlin.node.api.ShareStatus;
import dunlin.node.api.Visibility;
import dunlin.node.engine.Engine;
import dunlin.protocol.InfoHash;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.storage.ShownShares;
import dunlin.storage.StorageException;
import dunlin.storage.Uninterruptibly;
import dunlin.swarm.SwarmStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A share that a peer holds, from the moment it was ordered until it is removed. It is always in
 * one {@link ShareState}. A thread of its own takes it from state to state: {@link #live} reads
 * from top to bottom. {@link #start}, {@link #pause}, {@link #resume} and {@link #close} begin and
 * end such threads. Thread-safe.
 *
 * <p>The lock guards the fields that change. Under it nothing blocks and nobody is called.
 */
public final class Share implements AutoCloseable {
    /** Asked once it is known what a share is, before anything is changed for its sake. */
    interface Claim {
        /** Throws if another share of this peer is the same. */
        void claim(Share share, Metainfo metainfo) throws NodeRefusal;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Share.class);
    private static final Duration TICK = Duration.ofMillis(200);

    /** So often files are looked at that nobody asks for. */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final int number;
    private final Task task;
    private final Engine engine;
    private final Consumer<NodeEvent> events;
    private final Claim claim;

    /** Held by who begins or ends a life, so that each waits for the one before. */
    private final ReentrantLock turn = new ReentrantLock();

    private final ReentrantLock lock = new ReentrantLock();
    private ShareState state = new ShareState.Describing(Work.LOOKING, 0, 0);
    private Optional<Metainfo> metainfo = Optional.empty();
    private @Nullable Thread life;
    private @Nullable Exchange exchange;
    private @Nullable Content content;
    private ShareStatus.There there = ShareStatus.There.NOTHING;
    private Optional<ShareStatus.Shown> shown = Optional.empty();
    private Duration took = Duration.ZERO;

    /**
     * A share that does nothing before {@link #start}.
     *
     * @param events hears what happens to it
     */
    Share(int number, Task task, Engine engine, Consumer<NodeEvent> events, Claim claim) {
        this.number = number;
        this.task = task;
        this.engine = engine;
        this.events = events;
        this.claim = claim;
    }

    int number() {
        return number;
    }

    /** How it stands now. */
    ShareStatus status() {
        Optional<Exchange> exchanging;
        lock.lock();
        try {
            exchanging = Optional.ofNullable(exchange);
        } finally {
            lock.unlock();
        }
        Optional<SwarmStatus> swarm = exchanging.flatMap(Exchange::status);
        lock.lock();
        try {
            return new ShareStatus(
                    number,
                    metainfo.map(it -> it.info().name()).orElseGet(task::name),
                    state,
                    metainfo,
                    Optional.ofNullable(content).map(it -> it.files().path()),
                    there,
                    swarm,
                    took,
                    task.listedAt(),
                    shown);
        } finally {
            lock.unlock();
        }
    }

    /** Begins its life. To be called once. */
    void start() {
        turn.lock();
        try {
            begin();
        } finally {
            turn.unlock();
        }
    }

    /** Goes on, paused or failed. What is known is not asked again; what is there is kept. */
    void resume() throws NodeRefusal {
        turn.lock();
        try {
            require(state().isResting());
            begin();
        } finally {
            turn.unlock();
        }
    }

    /** Ends the exchange. Blocks until peers and trackers are told. */
    void pause() throws NodeRefusal {
        turn.lock();
        try {
            require(state().isActive());
            end();
            become(new ShareState.Paused());
        } finally {
            turn.unlock();
        }
    }

    /** Says goodbye to peers and trackers; keeps what is there. */
    @Override
    public void close() {
        turn.lock();
        try {
            end();
            become(new ShareState.Closed());
        } finally {
            turn.unlock();
        }
    }

    private void require(boolean may) throws NodeRefusal {
        if (!may) {
            throw new NodeRefusal(new Why.NotNow(number, state().getClass().getSimpleName()));
        }
    }

    private void begin() {
        Exchange fresh = new Exchange(number, task.trackers(), task.seeks(), engine, events);
        lock.lock();
        try {
            exchange = fresh;
            life = Thread.ofVirtual().name("share " + task.name()).unstarted(() -> live(fresh));
        } finally {
            lock.unlock();
        }
        become(new ShareState.Describing(Work.LOOKING, 0, 0));
        life.start();
    }

    /** Ends the thread and what it opened. */
    private void end() {
        Thread living;
        lock.lock();
        try {
            living = life;
            life = null;
        } finally {
            lock.unlock();
        }
        if (living != null) {
            living.interrupt();
            Uninterruptibly.join(List.of(living));
        }
        closeParts();
    }

    private void closeParts() {
        Exchange open;
        Content files;
        lock.lock();
        try {
            open = exchange;
            files = content;
        } finally {
            lock.unlock();
        }
        if (open != null) {
            open.close();
        }
        if (files != null) {
            files.close(); // after the swarm, which may still have written
        }
    }

    /** Its whole life, until it serves; or until somebody interrupts it. */
    private void live(Exchange exchange) {
        try {
            Metainfo what = describe(exchange);
            long begun = System.nanoTime();
            Content opened = open(what);
            exchange.begin(opened);
            if (opened.servesOnly() || opened.have().isAll()) {
                become(new ShareState.Serving());
            } else {
                become(new ShareState.Fetching());
                awaitComplete(what, exchange, begun);
                opened.requireRight();
                become(new ShareState.Serving());
            }
            serve(exchange);
        } catch (InterruptedException _) {
            // Whoever paused or closed it goes on from here.
        } catch (RuntimeException | Error e) { // or it would seem to fetch for ever
            LOG.error("A fault of ours in the life of {}", task.name(), e);
            fail(NodeRefusal.of(e));
        } catch (Exception e) {
            fail(NodeRefusal.of(e));
        }
    }

    private Metainfo describe(Exchange exchange) throws Exception {
        task.meet(exchange);
        Optional<Metainfo> known = known();
        Metainfo what = known.isPresent() ? known.get() : task.describe(exchange, this::become);
        claim.claim(this, what);
        lock.lock();
        try {
            metainfo = Optional.of(what);
        } finally {
            lock.unlock();
        }
        return what;
    }

    private Optional<Metainfo> known() {
        lock.lock();
        try {
            return metainfo;
        } finally {
            lock.unlock();
        }
    }

    private Content open(Metainfo what) throws Exception {
        Content opened = task.open(what, this::become);
        Optional<ShareStatus.Shown> number = show(what);
        lock.lock();
        try {
            content = opened;
            shown = number;
            there = ShareStatus.There.of(what.info().geometry(), opened.have());
        } finally {
            lock.unlock();
        }
        return opened;
    }

    /** Gives it the number by which others ask for it; a private one has none. */
    private Optional<ShareStatus.Shown> show(Metainfo what) throws StorageException {
        if (what.info().isPrivate()) {
            return Optional.empty();
        }
        ShownShares book = engine.library().shown();
        InfoHash id = what.info().id();
        Visibility visibility = task.usual();
        Optional<Visibility> said = task.ordered();
        Optional<ShownShares.Shown> before = book.find(id);
        if (said.isPresent()) {
            visibility = said.get();
        } else if (before.isPresent()) {
            visibility = Visibility.ofCode(before.get().visibility());
        }
        ShownShares.Shown now = book.show(id, visibility.code(), Instant.now());
        return Optional.of(new ShareStatus.Shown(now.number(), visibility, now.since()));
    }

    /** Waits until every piece is verified and on the disk, and the files have their names. */
    private void awaitComplete(Metainfo what, Exchange exchange, long begun)
            throws NodeRefusal, StorageException, InterruptedException {
        Patience patience = new Patience(task.patience(), System.nanoTime());
        while (!exchange.awaitDone(TICK)) {
            Optional<Lack> lack =
                    exchange.status()
                            .flatMap(it ->
                                    patience.exhausted(
                                            it,
                                            exchange.lost(),
                                            exchange.isHopeless(),
                                            System.nanoTime()));
            if (lack.isPresent()) {
                throw new NodeRefusal(new Why.NothingCame(what.info().name(), lack.get()));
            }
        }
        lock.lock();
        try {
            took = Duration.ofNanos(System.nanoTime() - begun);
        } finally {
            lock.unlock();
        }
    }

    /** Until it is ended, or what it serves is there no more. */
    private void serve(Exchange exchange) throws StorageException, InterruptedException {
        Thread tending = Thread.ofVirtual().name("tending " + task.name()).start(this::tend);
        try {
            while (exchange.awaitDoubt(LOOK_AGAIN)) {
                exchange.lookAgain();
            }
        } finally {
            tending.interrupt();
            Uninterruptibly.join(List.of(tending));
        }
    }

    private void tend() {
        try {
            task.tend();
        } catch (InterruptedException _) {
            // It is served no more.
        }
    }

    private void fail(NodeRefusal why) {
        closeParts();
        become(new ShareState.Failed(why));
    }

    private ShareState state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    /** Makes a transition, and tells of it; one that may not be made now is not made. */
    private void become(ShareState next) {
        boolean isNews;
        lock.lock();
        try {
            if (!state.mayBecome(next)) {
                return;
            }
            isNews = !state.getClass().equals(next.getClass());
            state = next;
        } finally {
            lock.unlock();
        }
        if (isNews) {
            events.accept(new NodeEvent.StateChanged(number, next));
        }
    }
}
