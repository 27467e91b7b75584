package dunlin.bench.sim.utp;

import dunlin.bench.sim.EventQueue;
import dunlin.peer.utp.core.UtpConnection;
import dunlin.peer.utp.core.UtpSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Some connections over one path, all of which follows from a seed: every byte arrives in order,
 * nothing stalls, both sides end in peace, and the memory comes back. Not thread-safe.
 */
final class Trial {
    /**
     * How it went.
     *
     * @param bytes that who was dialled read
     * @param nanos until the last was
     * @param share of the bottleneck's rate that was filled with them
     * @param again packets that were sent again, of all with numbers
     * @param isGreedy whether nothing but the path held it up
     */
    record Outcome(
            PathKind kind,
            long bytes,
            long nanos,
            double share,
            double again,
            long longest,
            long events,
            boolean isGreedy) {}

    private static final long SECOND = 1_000_000_000L;

    /** A slow application needs as many seconds for all. */
    private static final long LONGEST = 30;

    private static final long PATIENCE = 120 * SECOND;

    private final long seed;
    private final PathKind kind;
    private final Trace trace;
    private final EventQueue events = new EventQueue();
    private final LentMemory memory;
    private final List<UtpEnd> ends = new ArrayList<>();
    private final boolean isGreedy;
    private final Path path;
    private final SplittableRandom random;
    private final Pipe there;
    private final Pipe back;
    private boolean isOver;

    /**
     * @param kind the kind of path, by the seed if it is not given
     */
    Trial(long seed, Optional<PathKind> kind, Trace trace) {
        this.seed = seed;
        PathKind[] kinds = PathKind.values();
        this.kind = kind.orElse(kinds[Math.floorMod(seed, kinds.length)]);
        this.trace = trace;
        this.random = new SplittableRandom(seed);
        this.path = this.kind.draw(random);
        this.there = new Pipe(events, path.there, random.split());
        this.back = new Pipe(events, path.back, random.split());
        this.isGreedy = random.nextBoolean();
        this.memory = new LentMemory(64 << 20);
        int flows = isGreedy || random.nextBoolean() ? 1 : random.nextInt(2, 4);
        for (int i = 0; i < flows; i++) {
            flow();
        }
    }

    private void flow() {
        String name = String.valueOf(ends.size() / 2);
        Witness onThere = new Witness(random.nextInt());
        Witness onBack = new Witness(random.nextInt());
        UtpEnd dialler =
                new UtpEnd(name + "D", host(), work(), there, onThere, onBack, random.split());
        UtpEnd acceptor =
                new UtpEnd(name + "A", host(), work(), back, onBack, onThere, random.split());
        dialler.meet(acceptor);
        acceptor.meet(dialler);
        ends.add(dialler);
        ends.add(acceptor);
        events.after(isGreedy ? 0 : random.nextLong(2 * SECOND), dialler::dial);
    }

    private UtpHost host() {
        return new UtpHost(events, HostClock.draw(random), settings(), memory, path.refuses, trace);
    }

    private UtpSettings settings() {
        if (isGreedy) {
            return UtpSettings.USUAL;
        }
        int min = 1 << random.nextInt(13, 17);
        return new UtpSettings(
                min,
                min << random.nextInt(6),
                random.nextInt(4) == 0,
                random.nextInt(1_232, 65_508));
    }

    private Work work() {
        if (isGreedy) {
            return Work.greedy(ends.size() % 2 == 0 ? path.bytes : random.nextLong(10_000));
        }
        long slowest = path.bytes / LONGEST;
        return new Work(
                random.nextBoolean() ? 0 : random.nextLong(path.bytes),
                random.nextBoolean() ? 0 : random.nextLong(slowest, 1_000_000),
                random.nextBoolean() ? 0 : random.nextLong(slowest, 1_000_000),
                random.nextBoolean() ? 0 : random.nextLong(2_000_000),
                random.nextBoolean());
    }

    private void change() {
        if (!isOver) {
            path.change.happen(there, back, random);
            events.after(random.nextLong(6 * SECOND), this::change);
        }
    }

    /**
     * Runs it.
     *
     * @throws Broken if anything is not as it must be
     */
    Outcome run() {
        try {
            change();
            return await();
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "Seed %d (%s) after %.3f s: %s".formatted(seed, kind, events.now() / 1e9, e),
                    e);
        }
    }

    private Outcome await() {
        long progress = 0;
        long done = -1;
        while (!ends.stream().allMatch(UtpEnd::isOver)) {
            for (int i = 0; i < 100; i++) {
                events.runNext();
            }
            long now = ends.stream().mapToLong(end -> end.read() + (end.isOver() ? 1 : 0)).sum();
            if (now > done) {
                done = now;
                progress = events.now();
            }
            Broken.unless(events.now() - progress < PATIENCE, "stalls: %s", told());
        }
        isOver = true;
        for (int i = 0; i < ends.size(); i += 2) {
            check(ends.get(i), ends.get(i + 1));
        }
        Broken.unless(memory.lent() == 0, "%d bytes are not given back", memory.lent());
        return outcome();
    }

    private void check(UtpEnd dialler, UtpEnd acceptor) {
        if (kind.mayFailToConnect() && !dialler.hasConnected()) {
            return;
        }
        // Who has all may be gone before the other knows that: no protocol helps against that.
        boolean mayBeUnsure =
                kind.mayFailToConnect() && dialler.hasReadAll() && acceptor.hasReadAll();
        for (UtpEnd end : List.of(dialler, acceptor)) {
            Broken.unless(
                    mayBeUnsure || end.end().equals(Optional.of(UtpConnection.End.FINISHED)),
                    "ends with %s",
                    told());
        }
        Broken.unless(
                acceptor.read() == dialler.written() && dialler.read() == acceptor.written(),
                "not all arrived: %s",
                told());
    }

    private String told() {
        StringBuilder told = new StringBuilder();
        for (UtpEnd end : ends) {
            told.append(
                    "[wrote %d, read %d%s, %s] "
                            .formatted(
                                    end.written(),
                                    end.read(),
                                    end.hasReadAll() ? " all" : "",
                                    end.end().map(Enum::name).orElse("open")));
        }
        return told.toString();
    }

    private Outcome outcome() {
        long bytes = 0;
        long nanos = 1;
        long packets = 0;
        long again = 0;
        long longest = 0;
        for (int i = 1; i < ends.size(); i += 2) {
            bytes += ends.get(i).read();
            nanos = Math.max(nanos, ends.get(i).readAt());
        }
        for (UtpEnd end : ends) {
            packets += end.stream().packets();
            again += end.stream().again();
            longest = Math.max(longest, end.stream().longest());
        }
        return new Outcome(
                kind,
                bytes,
                nanos,
                bytes * 8e9 / nanos / path.there.bitsPerSecond(),
                (double) again / packets,
                longest,
                events.ran(),
                isGreedy);
    }
}
