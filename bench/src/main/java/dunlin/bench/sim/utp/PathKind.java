package dunlin.bench.sim.utp;

import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/** Kinds of paths, and what happens on them while bytes are under way. */
enum PathKind {
    LOOPBACK("this host itself, 64 KiB packets") {
        @Override
        Path draw(SplittableRandom random) {
            Pipe.Terms terms = terms(10_000 * MBIT, 20_000, 4 << 20).carrying(65_507);
            return new Path(terms, terms, 2 << 20, 65_507);
        }
    },
    LAN("1 Gbit/s, 0.2 ms, 1,500 or 9,000 bytes") {
        @Override
        Path draw(SplittableRandom random) {
            int mtu = random.nextBoolean() ? 1_500 - Pipe.HEADS : 9_000 - Pipe.HEADS;
            Pipe.Terms terms = terms(1_000 * MBIT, 100_000, 1 << 20).carrying(mtu);
            return new Path(terms, terms, 2 << 20, random.nextBoolean() ? mtu : 65_507);
        }
    },
    CABLE("50 Mbit/s down, 5 up, 20 ms each way") {
        @Override
        Path draw(SplittableRandom random) {
            Pipe.Terms down = terms(50 * MBIT, 20 * MILLI, 1_500_000);
            Pipe.Terms up = terms(5 * MBIT, 20 * MILLI, 250_000);
            return random.nextBoolean()
                    ? new Path(down, up, 2 << 20, 1_472)
                    : new Path(up, down, 512 << 10, 1_472);
        }
    },
    DSL("1 to 16 Mbit/s, queue of up to 2 s") {
        @Override
        Path draw(SplittableRandom random) {
            Pipe.Terms down = terms(16 * MBIT, 15 * MILLI, queue(16, random));
            Pipe.Terms up = terms(MBIT, 15 * MILLI, queue(1, random));
            return random.nextBoolean()
                    ? new Path(down, up, 1 << 20, 1_464)
                    : new Path(up, down, 256 << 10, 1_464);
        }
    },
    SMALL_QUEUE("20 Mbit/s, 30 ms, queue of 10 packets") {
        @Override
        Path draw(SplittableRandom random) {
            Pipe.Terms terms = terms(20 * MBIT, 30 * MILLI, 15_000);
            return new Path(terms, terms, 1 << 20, 1_472);
        }
    },
    SATELLITE("20 Mbit/s, 300 ms") {
        @Override
        Path draw(SplittableRandom random) {
            Pipe.Terms terms = terms(20 * MBIT, 300 * MILLI, 1 << 20);
            return new Path(terms, terms, 1 << 20, 1_472);
        }
    },
    LOSS_1("20 Mbit/s, 30 ms, 0 to 2% lost") {
        @Override
        Path draw(SplittableRandom random) {
            return lossy(random, 0, 0.02, 1 << 20);
        }
    },
    LOSS_5("the same, 2 to 8% lost") {
        @Override
        Path draw(SplittableRandom random) {
            return lossy(random, 0.02, 0.08, 512 << 10);
        }
    },
    LOSS_15("the same, 8 to 20% lost") {
        @Override
        Path draw(SplittableRandom random) {
            return lossy(random, 0.08, 0.20, 256 << 10);
        }
    },
    LOSS_30("the same, 20 to 30% lost") {
        @Override
        Path draw(SplittableRandom random) {
            return lossy(random, 0.20, 0.30, 128 << 10);
        }
    },
    REORDERED("20 Mbit/s, 30 ms, up to half of the packets overtaken") {
        @Override
        Path draw(SplittableRandom random) {
            Pipe.Terms terms = overtaken(terms(20 * MBIT, 30 * MILLI, 1 << 20), random, 0.5, 0);
            return new Path(terms, terms, 1 << 20, 1_472);
        }
    },
    DOUBLED("20 Mbit/s, 30 ms, up to half of the packets twice") {
        @Override
        Path draw(SplittableRandom random) {
            Pipe.Terms terms = overtaken(terms(20 * MBIT, 30 * MILLI, 1 << 20), random, 0, 0.5);
            return new Path(terms, terms, 1 << 20, 1_472);
        }
    },
    JUMPS("10 Mbit/s, delays of 5 to 300 ms that change") {
        @Override
        Path draw(SplittableRandom random) {
            Pipe.Terms terms = terms(10 * MBIT, 40 * MILLI, 500_000);
            Path path = new Path(terms, terms, 1 << 20, 1_472);
            path.change =
                    one((pipe, chance) ->
                            pipe.become(pipe.terms().delayed(chance.nextLong(5, 300) * MILLI)));
            return path;
        }
    },
    OUTAGES("10 Mbit/s, 40 ms, one way or both let nothing pass for up to 6 s") {
        @Override
        Path draw(SplittableRandom random) {
            Pipe.Terms terms = terms(10 * MBIT, 40 * MILLI, 500_000);
            Path path = new Path(terms, terms, 1 << 20, 1_472);
            path.change =
                    (there, back, chance) -> {
                        boolean wasOut = there.terms().loss() + back.terms().loss() > 0;
                        there.become(terms.losing(!wasOut && chance.nextBoolean() ? 1 : 0));
                        back.become(terms.losing(!wasOut && chance.nextBoolean() ? 1 : 0));
                    };
            return path;
        }
    },
    RATES("a bottleneck of 1 to 50 Mbit/s that changes") {
        @Override
        Path draw(SplittableRandom random) {
            Pipe.Terms terms = terms(10 * MBIT, 30 * MILLI, 500_000);
            Path path = new Path(terms, terms, 1 << 20, 1_472);
            path.change =
                    one((pipe, chance) ->
                            pipe.become(pipe.terms().slowed(chance.nextLong(1, 50) * MBIT)));
            return path;
        }
    },
    BLACK_HOLE("20 Mbit/s, 20 ms, packets of 1,252 to 9,000 bytes pass, which changes") {
        @Override
        Path draw(SplittableRandom random) {
            Pipe.Terms terms = terms(20 * MBIT, 20 * MILLI, 500_000).carrying(9_000);
            Path path = new Path(terms, terms, 1 << 20, 65_507);
            path.change =
                    one((pipe, chance) ->
                            pipe.become(pipe.terms().carrying(chance.nextInt(1_252, 9_000))));
            return path;
        }
    },
    TOO_SMALL("5 Mbit/s, 20 ms, only packets of 548 bytes pass in one piece") {
        @Override
        Path draw(SplittableRandom random) {
            Pipe.Terms terms = terms(5 * MBIT, 20 * MILLI, 500_000).carrying(548);
            return new Path(terms, terms, 128 << 10, 1_472);
        }
    },
    EVERYTHING("all of that at once, but milder") {
        @Override
        Path draw(SplittableRandom random) {
            long rate = random.nextLong(1, 100) * MBIT;
            Pipe.Terms terms =
                    overtaken(
                            terms(
                                            rate,
                                            random.nextLong(1, 150) * MILLI,
                                            random.nextInt(20_000, 1 << 20))
                                    .losing(random.nextDouble(0.05)),
                            random,
                            0.05,
                            0.05);
            Path path = new Path(terms, terms, 512 << 10, 1_472);
            path.change =
                    one((pipe, chance) ->
                            pipe.become(
                                    pipe.terms()
                                            .delayed(chance.nextLong(1, 200) * MILLI)
                                            .slowed(chance.nextLong(1, 100) * MBIT)
                                            .carrying(chance.nextInt(1_252, 3_000))));
            return path;
        }
    };

    private static final long MBIT = 1_000_000;
    private static final long MILLI = 1_000_000;

    private final String words;

    PathKind(String words) {
        this.words = words;
    }

    /** What it is, in words. */
    String words() {
        return words;
    }

    /** One of this kind. */
    abstract Path draw(SplittableRandom random);

    /** Whether all packets of a first exchange may be lost so often that one gives up. */
    boolean mayFailToConnect() {
        return this == LOSS_15 || this == LOSS_30 || this == OUTAGES;
    }

    static Pipe.Terms terms(long bitsPerSecond, long delay, int queue) {
        return new Pipe.Terms(bitsPerSecond, delay, queue, 0, 1, 0, 0, 1_472);
    }

    /** Each time it happens to one direction. */
    private static Path.Change one(BiConsumer<Pipe, SplittableRandom> change) {
        return (there, back, random) -> change.accept(random.nextBoolean() ? there : back, random);
    }

    private static int queue(int megabits, SplittableRandom random) {
        return random.nextInt(megabits * 10_000, megabits * 250_000);
    }

    private static Path lossy(SplittableRandom random, double from, double to, long bytes) {
        Pipe.Terms terms = terms(20 * MBIT, 30 * MILLI, 500_000);
        double burst = random.nextBoolean() ? 1 : random.nextDouble(1, 4);
        Pipe.Terms there = losing(terms, random.nextDouble(from, to), burst);
        Pipe.Terms back = losing(terms, random.nextDouble(from, to), burst);
        return new Path(there, back, bytes, 1_472);
    }

    private static Pipe.Terms losing(Pipe.Terms terms, double loss, double burst) {
        return new Pipe.Terms(
                terms.bitsPerSecond(),
                terms.delay(),
                terms.queue(),
                loss,
                burst,
                terms.overtaken(),
                terms.twice(),
                terms.mtu());
    }

    private static Pipe.Terms overtaken(
            Pipe.Terms terms, SplittableRandom random, double overtaken, double twice) {
        return new Pipe.Terms(
                terms.bitsPerSecond(),
                terms.delay(),
                terms.queue(),
                terms.loss(),
                terms.burst(),
                overtaken == 0 ? 0 : random.nextDouble(overtaken),
                twice == 0 ? 0 : random.nextDouble(twice),
                terms.mtu());
    }
}
