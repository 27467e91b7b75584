package dunlin.bench.sim.utp;

import dunlin.bench.sim.EventQueue;
import dunlin.peer.utp.core.UtpSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One link on which uTP and TCP flows share what there is: 50 Mbit/s, 20 ms each way unless told
 * otherwise. Not thread-safe.
 */
final class Link {
    static final long SECOND = 1_000_000_000L;
    static final long RATE = 50_000_000;
    static final int MTU = 1_472;

    private static final long DELAY = 20_000_000;
    private static final double SHOWN_DRIFT = 1e-6;

    final EventQueue events = new EventQueue();

    private final SplittableRandom random;
    private final Pipe there;
    private final Pipe back;
    private final long rate;
    private final LentMemory memory = new LentMemory(1L << 30);
    private final List<UtpEnd> readers = new ArrayList<>();
    private final List<TcpFlow> rivals = new ArrayList<>();

    /**
     * @param queue how long packets wait before the bottleneck at most, milliseconds
     */
    Link(long rate, int queue, long seed) {
        this.rate = rate;
        this.random = new SplittableRandom(seed);
        Pipe.Terms terms = PathKind.terms(rate, DELAY, (int) (rate / 8_000 * queue));
        this.there = new Pipe(events, terms, random.split());
        this.back = new Pipe(events, terms, random.split());
    }

    /**
     * Begins a uTP flow after so many nanoseconds.
     *
     * @param drift of the sender's clock, ppm; the receiver's is right
     * @return its number
     */
    int utp(long after, double drift) {
        Witness stream = new Witness(random.nextInt());
        Witness answers = new Witness(random.nextInt());
        UtpEnd dialler =
                new UtpEnd(
                        "D",
                        host(drift * SHOWN_DRIFT),
                        Work.greedy(Long.MAX_VALUE),
                        there,
                        stream,
                        answers,
                        random.split());
        UtpEnd acceptor =
                new UtpEnd("A", host(0), Work.greedy(0), back, answers, stream, random.split());
        dialler.meet(acceptor);
        acceptor.meet(dialler);
        readers.add(acceptor);
        events.after(after, dialler::dial);
        return readers.size() - 1;
    }

    private UtpHost host(double drift) {
        HostClock clock = new HostClock(random.nextLong(-1L << 45, 1L << 45), drift);
        return new UtpHost(events, clock, UtpSettings.USUAL, memory, MTU, Trace.NONE);
    }

    /** A TCP flow begins after so many nanoseconds, and ends after so many. */
    int tcp(long after, long until, boolean isCubic) {
        TcpFlow flow = new TcpFlow(events, there, back, isCubic, random.split());
        rivals.add(flow);
        events.after(after, flow::start);
        events.after(until, flow::stop);
        return rivals.size() - 1;
    }

    /**
     * Lets time pass.
     *
     * @return what each flow brought meanwhile
     */
    Shares run(long nanos) {
        long began = events.now();
        List<Long> utp = readers.stream().map(UtpEnd::read).toList();
        List<Long> tcp = rivals.stream().map(TcpFlow::bytes).toList();
        long carried = there.carried();
        long dropped = there.dropped();
        there.meanWait();
        events.runUntil(began + nanos);
        double bits = rate * (nanos / 1e9);
        List<Double> utpShares = new ArrayList<>();
        for (int i = 0; i < utp.size(); i++) {
            utpShares.add((readers.get(i).read() - utp.get(i)) * 8 / bits);
        }
        List<Double> tcpShares = new ArrayList<>();
        for (int i = 0; i < tcp.size(); i++) {
            tcpShares.add((rivals.get(i).bytes() - tcp.get(i)) * 8 / bits);
        }
        return new Shares(
                utpShares,
                tcpShares,
                (there.carried() - carried) * 8 / bits,
                there.meanWait() / 1e6,
                there.dropped() - dropped);
    }

    /**
     * What flows brought within a time.
     *
     * @param utp bytes of each stream, as a share of what the link carries
     * @param tcp those of the rivals
     * @param filled how much of the link was filled, with all heads
     * @param waitMillis how long packets waited before the bottleneck, on average
     * @param dropped packets that found no place there
     */
    record Shares(
            List<Double> utp, List<Double> tcp, double filled, double waitMillis, long dropped) {
        double allUtp() {
            return utp.stream().mapToDouble(share -> share).sum();
        }

        /** How even the uTP flows' shares are, from 1/n to 1 (Jain's index). */
        double evenness() {
            double squares = utp.stream().mapToDouble(share -> share * share).sum();
            return squares == 0 ? 0 : allUtp() * allUtp() / squares / utp.size();
        }
    }
}
