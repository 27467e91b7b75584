package dunlin.net;

import dunlin.protocol.SafeText;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Asks the system for the addresses of hosts, each within a deadline. Thread-safe.
 *
 * <p>The threat is a name server that is dead, or that a stranger has: the system waits 10 seconds
 * and more for it and cannot be interrupted, and on a virtual thread it would hold up one of the
 * few threads that carry all others. So platform threads ask, {@link #THREADS} at most, each name
 * once at a time, and {@link #WAITING} names may wait for them. What is an address needs none.
 */
public final class NameLookup {
    /** Finds the addresses of a name. */
    @FunctionalInterface
    public interface Resolver {
        InetAddress[] resolve(String name) throws UnknownHostException;
    }

    /** How long a host that a person named is looked for. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What the system knows. */
    public static final NameLookup SYSTEM = new NameLookup(InetAddress::getAllByName);

    static final int THREADS = 64;
    static final int WAITING = 512;
    private static final int MAX_ADDRESSES = 6;

    private final Resolver resolver;
    private final ThreadPoolExecutor threads;
    private final Map<String, CompletableFuture<InetAddress[]>> asked = new ConcurrentHashMap<>();

    /**
     * @param resolver asked on threads of this class, for names only; may block for as long as it
     *     likes
     */
    public NameLookup(Resolver resolver) {
        this.resolver = resolver;
        this.threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        5,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(WAITING),
                        Thread.ofPlatform().daemon().name("names-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * The addresses of a host. Blocks, and can be interrupted.
     *
     * @param host a name or an address, which may stand in brackets
     * @return one at least
     * @throws UnknownHostException if there are none, or none in time; the message is one line for
     *     a person
     */
    public InetAddress[] find(String host, Duration within)
            throws UnknownHostException, InterruptedIOException {
        Optional<InetAddress> literal = literal(host);
        if (literal.isPresent()) {
            return new InetAddress[] {literal.get()};
        }
        try {
            return begin(host).get(Math.max(0, within.toNanos()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RejectedExecutionException
                    ? unsaid(host, e)
                    : unknown("there is no host " + shown(host), e);
        } catch (TimeoutException e) {
            throw unsaid(host, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /**
     * The first few addresses of a host that can be reached from {@code bind}. Blocks, and can be
     * interrupted.
     *
     * @return one at least
     * @throws UnknownHostException if there are none, or none in time; the message is one line for
     *     a person
     */
    public List<InetAddress> find(String host, Optional<InetAddress> bind, Duration within)
            throws UnknownHostException, InterruptedIOException {
        List<InetAddress> reachable =
                Stream.of(find(host, within))
                        .filter(a -> bind.isEmpty() || bind.get().getClass() == a.getClass())
                        .limit(MAX_ADDRESSES)
                        .toList();
        if (reachable.isEmpty()) {
            throw new UnknownHostException(
                    shown(host) + " has no address of the kind that we bind to");
        }
        return reachable;
    }

    private static String shown(String host) {
        return SafeText.line(host, 260);
    }

    /**
     * An address of each of these hosts that is found in time; all are looked for at once. Blocks,
     * and can be interrupted.
     */
    public Map<String, InetAddress> findAll(Collection<String> hosts, Duration within)
            throws InterruptedException {
        long end = System.nanoTime() + within.toNanos();
        Map<String, CompletableFuture<InetAddress[]>> begun = new LinkedHashMap<>();
        for (String host : hosts) {
            begun.put(host, literal(host).map(NameLookup::known).orElseGet(() -> begin(host)));
        }
        Map<String, InetAddress> found = new LinkedHashMap<>();
        for (Map.Entry<String, CompletableFuture<InetAddress[]>> each : begun.entrySet()) {
            try {
                long left = Math.max(0, end - System.nanoTime());
                found.put(each.getKey(), each.getValue().get(left, TimeUnit.NANOSECONDS)[0]);
            } catch (ExecutionException | TimeoutException _) {
                // The others may be found.
            }
        }
        return found;
    }

    private static CompletableFuture<InetAddress[]> known(InetAddress address) {
        return CompletableFuture.completedFuture(new InetAddress[] {address});
    }

    private CompletableFuture<InetAddress[]> begin(String host) {
        CompletableFuture<InetAddress[]> mine = new CompletableFuture<>();
        CompletableFuture<InetAddress[]> other = asked.putIfAbsent(host, mine);
        if (other != null) {
            return other;
        }
        try {
            threads.execute(() -> ask(host, mine));
        } catch (RejectedExecutionException e) {
            asked.remove(host, mine);
            mine.completeExceptionally(e);
        }
        return mine;
    }

    /**
     * Who asks from when the answer is there asks anew: a name may stand for something else by
     * then.
     */
    private void ask(String host, CompletableFuture<InetAddress[]> answer) {
        try {
            InetAddress[] found = resolver.resolve(host);
            asked.remove(host, answer);
            answer.complete(found);
        } catch (UnknownHostException | RuntimeException | Error e) {
            asked.remove(host, answer);
            answer.completeExceptionally(e);
        }
    }

    /** The address that stands there, if it is one. */
    static Optional<InetAddress> literal(String host) {
        boolean mayBeOne = !host.isEmpty() && "0123456789[".indexOf(host.charAt(0)) >= 0;
        if (!mayBeOne && host.indexOf(':') < 0) {
            return Optional.empty();
        }
        boolean brackets = host.startsWith("[") && host.endsWith("]");
        try {
            return Optional.of(
                    InetAddress.ofLiteral(brackets ? host.substring(1, host.length() - 1) : host));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static UnknownHostException unsaid(String host, Exception cause) {
        return unknown("nobody says in time where " + shown(host) + " is", cause);
    }

    private static UnknownHostException unknown(String what, Exception cause) {
        UnknownHostException told = new UnknownHostException(what);
        told.initCause(cause);
        return told;
    }
}
