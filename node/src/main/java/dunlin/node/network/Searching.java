package dunlin.node.network;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.node.api.Found;
import dunlin.node.api.Found.Where;
import dunlin.node.api.NodeEvent;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.SearchOrder;
import dunlin.protocol.catalogue.Hit;
import dunlin.protocol.search.SearchQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One search, asked of every source at once. What is found is told at once; the search ends when
 * there is enough, when all sources have said their all, or when its patience is over. For one
 * call.
 */
public final class Searching {
    /** What can be asked. */
    public interface Source {
        Where where();

        /**
         * Asks, and returns when all is said; interrupted when that is not needed any more.
         *
         * @param hears what is found, at once
         * @throws NodeRefusal if it cannot be asked
         */
        void search(SearchOrder order, SearchQuery query, Consumer<Hit> hears)
                throws NodeRefusal, InterruptedException;
    }

    /** So long every source has, though others have found something. */
    private static final Duration GRACE = Duration.ofMillis(1_500);

    /** After so long without news nothing more is waited for, once there is something. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final SearchOrder order;
    private final SearchQuery query;
    private final Consumer<NodeEvent> events;

    @GuardedBy("this")
    private final FoundShares found;

    @GuardedBy("this")
    private final Map<Where, NodeRefusal> refused = new LinkedHashMap<>();

    @GuardedBy("this")
    private int asking;

    @GuardedBy("this")
    private boolean ended;

    @GuardedBy("this")
    private long newsAt;

    /**
     * @param events hears {@link NodeEvent.ShareFound}
     */
    public Searching(SearchOrder order, SearchQuery query, Consumer<NodeEvent> events) {
        this.order = order;
        this.query = query;
        this.events = events;
        this.found = new FoundShares(query);
    }

    /**
     * Asks these sources; the first is the one whose refusal counts if all refuse. Blocks.
     *
     * @return the best, as many as the order wants
     */
    public List<Found> ask(List<Source> sources) throws NodeRefusal, InterruptedException {
        long begun = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        synchronized (this) {
            asking = sources.size();
            newsAt = begun;
        }
        for (Source source : sources) {
            threads.add(
                    Thread.ofVirtual().name("search " + source.where()).start(() -> ask(source)));
        }
        try {
            awaitEnough(begun);
        } finally {
            threads.forEach(Thread::interrupt); // each has a deadline of its own besides
        }
        return result(sources);
    }

    private synchronized void awaitEnough(long begun) throws InterruptedException {
        long left = left(begun, System.nanoTime());
        while (left > 0) {
            wait(Math.max(1, left / 1_000_000));
            left = left(begun, System.nanoTime());
        }
        ended = true;
    }

    /** For how many nanoseconds to wait on, as things stand. */
    @GuardedBy("this")
    private long left(long begun, long now) {
        if (asking == 0) {
            return 0;
        }
        long until = begun + order.patience().toNanos();
        if (found.size() > 0 && !order.exhaustive()) {
            long quiet = newsAt + QUIET.toNanos();
            long grace = begun + GRACE.toNanos();
            boolean isEnough = found.size() >= order.offset() + order.limit();
            until = Math.min(until, isEnough ? grace : Math.max(quiet, grace));
        }
        return until - now;
    }

    private synchronized List<Found> result(List<Source> sources) throws NodeRefusal {
        if (refused.size() == sources.size() && !sources.isEmpty()) {
            throw refused.get(sources.getFirst().where());
        }
        Optional.ofNullable(refused.get(Where.INDEX))
                .ifPresent(why -> events.accept(new NodeEvent.IndexesSilent(why)));
        return found.ranked().stream().skip(order.offset()).limit(order.limit()).toList();
    }

    private void ask(Source source) {
        try {
            source.search(order, query, hit -> hear(hit, source.where()));
        } catch (NodeRefusal e) {
            refuse(source, e);
        } catch (RuntimeException | Error e) { // or the search would wait for it
            refuse(source, NodeRefusal.of(e));
        } catch (InterruptedException _) {
            // Enough was found.
        } finally {
            said();
        }
    }

    private synchronized void refuse(Source source, NodeRefusal why) {
        refused.put(source.where(), why);
    }

    private synchronized void said() {
        asking--;
        notifyAll();
    }

    private void hear(Hit hit, Where where) {
        Optional<Found> news;
        synchronized (this) {
            news = ended ? Optional.empty() : found.add(hit, where);
            if (news.isPresent()) {
                newsAt = System.nanoTime();
                notifyAll();
            }
        }
        news.ifPresent(share -> events.accept(new NodeEvent.ShareFound(share)));
    }
}
