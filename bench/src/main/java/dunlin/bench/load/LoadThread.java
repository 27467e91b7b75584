package dunlin.bench.load;

import java.io.IOException;
import java.net.PortUnreachableException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that runs all clients.
 *
 * <p>It does not wait for answers, but looks from time to time. A server that had to wake somebody
 * for every answer would pay for that in CPU time, which no server pays whose clients are on other
 * machines. So enough announces must be under way for the server to be busy between two looks, and
 * latencies are told as up to {@link #BETWEEN_LOOKS} and the system's own delay (about 50 µs)
 * longer than they are.
 */
final class LoadThread implements AutoCloseable {
    static final long BETWEEN_LOOKS = TimeUnit.MICROSECONDS.toNanos(50);

    private static final long BETWEEN_WATCHES = TimeUnit.MILLISECONDS.toNanos(100);

    private final List<? extends Client> clients;
    private final Tally tally;
    private final Thread thread;
    private volatile @Nullable Pace pace;
    private volatile boolean closed;
    private int turn;

    /**
     * @param clients that add to the tally; closed with this
     */
    LoadThread(List<? extends Client> clients, Tally tally) {
        this.clients = List.copyOf(clients);
        this.tally = tally;
        thread = Thread.ofPlatform().name("load").daemon().start(this::run);
    }

    private void run() {
        long watched = 0;
        while (!closed) {
            long now = System.nanoTime();
            if (watched == 0 || now - watched > BETWEEN_WATCHES) {
                watched = now;
                watch(now);
            }
            if (!turn() && !announceWhatIsDue(now)) {
                LockSupport.parkNanos(BETWEEN_LOOKS);
            }
        }
    }

    private boolean turn() {
        boolean any = false;
        for (Client client : clients) {
            try {
                any |= client.turn();
            } catch (IOException e) {
                wrong(e);
            }
        }
        return any;
    }

    private boolean announceWhatIsDue(long now) {
        Pace timetable = pace;
        if (timetable == null) {
            return false;
        }
        boolean any = false;
        while (timetable.due() - now <= 0 && announce(timetable.due())) {
            timetable.next();
            any = true;
        }
        return any;
    }

    /** Lets the next client announce that can, in turn. */
    private boolean announce(long due) {
        for (int i = 0; i < clients.size(); i++) {
            turn = (turn + 1) % clients.size();
            try {
                if (clients.get(turn).announce(due)) {
                    return true;
                }
            } catch (IOException e) {
                wrong(e);
                return true;
            }
        }
        return false;
    }

    private void watch(long now) {
        for (Client client : clients) {
            try {
                client.watch(now);
                if (pace != null) {
                    client.followPace();
                }
            } catch (IOException e) {
                wrong(e);
            }
        }
    }

    private void wrong(IOException e) {
        tally.wrong(e instanceof PortUnreachableException ? "nobody listens there" : e.toString());
    }

    /** From now on announces when the timetable says so, and else only what is under way. */
    void follow(Pace timetable) {
        pace = timetable;
    }

    /** Whether each peer was announced once. */
    boolean preloaded() {
        return clients.stream().allMatch(Client::preloaded);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        closed = true;
        thread.join();
        for (Client client : clients) {
            client.close();
        }
    }
}
