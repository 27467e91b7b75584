package dunlin.peer.dial;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.peer.ConnectionBudget;
import dunlin.peer.Dialer;
import dunlin.peer.Greeted;
import dunlin.peer.Handshaker;
import dunlin.peer.TcpTransport;
import dunlin.peer.Transport;
import dunlin.peer.Transport.Kind;
import dunlin.peer.dial.Attempts.Outcome;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.Handshake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dials in each way that there is until one connects, in the order and at the times that a {@link
 * Race} decides. Only that one is greeted, so the peer never sees two of us.
 */
public final class RacingDialer implements Dialer {
    private static final Logger LOG = LoggerFactory.getLogger(RacingDialer.class);

    private final Map<Kind, Way> ways;
    private final ConnectionBudget budget;

    @GuardedBy("this")
    private final LastWays last = new LastWays();

    /**
     * @param ways at least one
     * @param budget of the node, in which a connection counts from the first attempt on, and once
     */
    public RacingDialer(Map<Kind, Way> ways, ConnectionBudget budget) {
        this.ways = Map.copyOf(ways);
        this.budget = budget;
    }

    /**
     * Dials over TCP alone.
     *
     * @param bind the local address to dial from, or empty for any
     */
    public static RacingDialer overTcp(Optional<InetSocketAddress> bind, ConnectionBudget budget) {
        return new RacingDialer(Map.of(Kind.TCP, tcp(bind)), budget);
    }

    /**
     * TCP as a way.
     *
     * @param bind the local address to dial from, or empty for any
     */
    public static Way tcp(Optional<InetSocketAddress> bind) {
        return (remote, _) -> TcpTransport.connect(bind, remote);
    }

    @Override
    public Greeted dial(InetSocketAddress remote, Handshake ours, Duration deadline)
            throws IOException, ProtocolException {
        if (!budget.enterDialled()) {
            throw new IOException(
                    "there are %d connections already, no more may be open"
                            .formatted(budget.connections()));
        }
        boolean isGreeted = false;
        try (Attempts attempts = new Attempts(ways, remote)) {
            Greeted greeted = race(attempts, remote, ours, deadline);
            isGreeted = true; // from here on the transport counts until it is closed
            return greeted;
        } finally {
            if (!isGreeted) {
                budget.leave();
            }
        }
    }

    private Greeted race(
            Attempts attempts, InetSocketAddress remote, Handshake ours, Duration deadline)
            throws IOException, ProtocolException {
        Race race = new Race(order(remote), deadline, System.nanoTime());
        List<IOException> failures = new ArrayList<>();
        while (!race.isOver(System.nanoTime())) {
            long now = System.nanoTime();
            race.due(now).ifPresent(kind -> attempts.begin(kind, race.left(now)));
            Optional<Outcome> outcome = attempts.await(race.pause(now));
            if (outcome.isEmpty()) {
                continue;
            }
            switch (outcome.get()) {
                case Outcome.Failed(Kind kind, IOException why) -> {
                    race.failed(kind, System.nanoTime());
                    failures.add(why);
                }
                case Outcome.Connected(Kind kind, Transport transport) -> {
                    attempts.close();
                    Duration limit = race.connected(kind, System.nanoTime());
                    try {
                        Greeted greeted = Handshaker.greet(transport, ours, limit, budget);
                        transport.whenClosed(budget::leave);
                        worked(remote, kind);
                        LOG.debug("{}: connected over {}", remote, kind);
                        return greeted;
                    } catch (Handshaker.OurselvesException e) {
                        throw e; // and would be in the other way, too
                    } catch (IOException e) {
                        race.handshakeFailed(kind, System.nanoTime());
                        failures.add(e);
                    }
                }
            }
        }
        throw failure(failures, deadline);
    }

    /** What failed first says most: often that nobody listens there. */
    private static IOException failure(List<IOException> failures, Duration deadline) {
        if (failures.isEmpty()) {
            return new SocketTimeoutException(
                    "no handshake within %.1f s".formatted(deadline.toMillis() / 1000.0));
        }
        IOException first = failures.getFirst();
        failures.stream().skip(1).forEach(first::addSuppressed);
        return first;
    }

    private synchronized List<Kind> order(InetSocketAddress remote) {
        return last.order(remote, ways.keySet());
    }

    private synchronized void worked(InetSocketAddress remote, Kind kind) {
        last.worked(remote, kind);
    }
}
