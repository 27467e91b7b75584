package dunlin.bench.sim.utp;

import static dunlin.bench.sim.utp.Link.SECOND;

import dunlin.bench.sim.Table;
import java.util.List;
import java.util.stream.Collectors;

/** Who gets how much of one link: uTP alone, beside TCP, beside others of its kind. */
final class Sharing {
    private static final int QUEUE = 250;
    private static final int SHORT_QUEUE = 50;

    private final long seed;
    private final Table table =
            new Table(
                    "50 Mbit/s, 20 ms each way, queue of 250 ms, shares of a minute in % of the link",
                    "flows", "TCP", "uTP", "filled", "queueing ms", "dropped", "evenness");

    Sharing(long seed) {
        this.seed = seed;
    }

    /** Tries all of them. */
    Table run() {
        Link alone = link(QUEUE);
        alone.utp(0, 0);
        settle("uTP alone", alone);
        Link bloated = link(2_000);
        bloated.utp(0, 0);
        settle("uTP alone, queue of 2 s", bloated);
        Link tight = link(SHORT_QUEUE);
        tight.utp(0, 0);
        settle("uTP alone, queue of 50 ms", tight);
        for (boolean isCubic : List.of(true, false)) {
            String name = isCubic ? "CUBIC" : "NewReno";
            for (int queue : List.of(QUEUE, SHORT_QUEUE)) {
                String words = queue == QUEUE ? "" : ", queue of 50 ms";
                Link tcp = link(queue);
                tcp.tcp(0, Long.MAX_VALUE / 2, isCubic);
                settle(name + " alone" + words, tcp);
                Link both = link(queue);
                both.utp(0, 0);
                both.tcp(20 * SECOND, Long.MAX_VALUE / 2, isCubic);
                settle("uTP, then " + name + words, both);
                Link later = link(queue);
                later.tcp(0, Long.MAX_VALUE / 2, isCubic);
                later.utp(20 * SECOND, 0);
                settle(name + ", then uTP" + words, later);
            }
        }
        Link left = link(QUEUE);
        left.utp(0, 0);
        left.tcp(5 * SECOND, 55 * SECOND, true);
        settle("uTP, after CUBIC has left", left);
        for (int flows : List.of(2, 5)) {
            Link together = link(QUEUE);
            for (int i = 0; i < flows; i++) {
                together.utp(i * SECOND / 10, 0);
            }
            settle(flows + " uTP flows", together);
        }
        Link late = link(QUEUE);
        late.utp(0, 0);
        late.utp(50 * SECOND, 0);
        settle("2 uTP flows, one 50 s later", late);
        for (int drift : List.of(500, -500)) {
            Link drifting = link(QUEUE);
            drifting.utp(0, drift);
            drifting.run(5 * 60 * SECOND);
            settle("uTP alone, clock %+d ppm, after 5 min".formatted(drift), drifting);
            Link beside = link(QUEUE);
            beside.utp(0, drift);
            beside.tcp(20 * SECOND, Long.MAX_VALUE / 2, true);
            settle("uTP, clock %+d ppm, then CUBIC".formatted(drift), beside);
        }
        Link apart = link(QUEUE);
        apart.utp(0, 500);
        apart.utp(0, -500);
        settle("2 uTP flows, clocks +500 and -500 ppm", apart);
        return table;
    }

    private Link link(int queue) {
        return new Link(Link.RATE, queue, seed);
    }

    private void settle(String name, Link link) {
        link.run(60 * SECOND);
        Link.Shares shares = link.run(60 * SECOND);
        table.row(
                name,
                percents(shares.tcp()),
                percents(shares.utp()),
                "%.1f".formatted(shares.filled() * 100),
                "%.0f".formatted(shares.waitMillis()),
                "%d".formatted(shares.dropped()),
                shares.utp().size() < 2 ? "" : "%.2f".formatted(shares.evenness()));
    }

    private static String percents(List<Double> shares) {
        return shares.stream()
                .map(share -> "%.1f".formatted(share * 100))
                .collect(Collectors.joining(" "));
    }
}
