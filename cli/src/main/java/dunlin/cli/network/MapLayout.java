package dunlin.cli.network;

import java.util.List;

/**
 * Places the nodes of a graph in a plane: the first in the middle, those that are linked near each
 * other, no two over each other, and the same graph always alike. Nodes push each other away and
 * links pull (Fruchterman and Reingold 1991); whoever still overlaps is moved aside. Pure.
 */
final class MapLayout {
    /** Beyond that, pushing every pair would take too long: the nodes stay on their spiral. */
    private static final int MOST_PUSHED = 1_000;

    private static final long PAIRS = 40_000_000;
    private static final int MOST_ROUNDS = 400;
    private static final int FEWEST_ROUNDS = 30;
    private static final int SEPARATIONS = 300;
    private static final double WIDER = 1.15;
    private static final double GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

    private final int nodes;
    private final List<int[]> links;
    private final double[] widths;
    private final double height;
    private final double length;
    private final double[] x;
    private final double[] y;

    private MapLayout(List<int[]> links, double[] widths, double height) {
        this.nodes = widths.length;
        this.links = links;
        this.widths = widths;
        this.height = height;
        double mean = java.util.Arrays.stream(widths).average().orElse(0);
        this.length = mean + 2 * height;
        this.x = new double[nodes];
        this.y = new double[nodes];
    }

    /** Where the middle of each node is; the smallest coordinates are near zero. */
    record Places(double[] x, double[] y) {}

    /**
     * Finds the places.
     *
     * @param links pairs of indexes of nodes
     * @param widths of what is drawn of each node
     * @param height of what is drawn of any node
     */
    static Places of(List<int[]> links, double[] widths, double height) {
        MapLayout layout = new MapLayout(links, widths, height);
        layout.begin();
        layout.push();
        layout.separate();
        return new Places(layout.x, layout.y);
    }

    private void begin() {
        for (int i = 0; i < nodes; i++) {
            double radius = length * 0.7 * Math.sqrt(i);
            x[i] = radius * Math.cos(i * GOLDEN_ANGLE);
            y[i] = radius * Math.sin(i * GOLDEN_ANGLE);
        }
    }

    private void push() {
        if (nodes > MOST_PUSHED || nodes < 2) {
            return;
        }
        long pairs = (long) nodes * nodes / 2;
        int rounds = (int) Math.clamp(PAIRS / pairs, FEWEST_ROUNDS, MOST_ROUNDS);
        double[] moveX = new double[nodes];
        double[] moveY = new double[nodes];
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < nodes; i++) {
                moveX[i] = -x[i] * 0.08; // what hangs together loosely does not drift off
                moveY[i] = -y[i] * 0.08;
            }
            for (int a = 0; a < nodes; a++) {
                for (int b = a + 1; b < nodes; b++) {
                    double dx = x[a] - x[b];
                    double dy = y[a] - y[b];
                    double force = length * length / Math.max(1, dx * dx + dy * dy);
                    move(moveX, moveY, a, b, dx * force, dy * force);
                }
            }
            for (int[] link : links) {
                double dx = x[link[0]] - x[link[1]];
                double dy = y[link[0]] - y[link[1]];
                double force = -Math.hypot(dx, dy) / length;
                move(moveX, moveY, link[0], link[1], dx * force, dy * force);
            }
            double most = length * (1 - (double) round / rounds);
            for (int i = 1; i < nodes; i++) { // the first one stays in the middle
                double distance = Math.max(1e-9, Math.hypot(moveX[i], moveY[i]));
                double step = Math.min(distance, most) / distance;
                x[i] += moveX[i] * step;
                y[i] += moveY[i] * step;
            }
        }
    }

    private static void move(double[] moveX, double[] moveY, int a, int b, double dx, double dy) {
        moveX[a] += dx;
        moveY[a] += dy;
        moveX[b] -= dx;
        moveY[b] -= dy;
    }

    /** Ends at the latest when all is so wide that nothing can overlap. */
    private void separate() {
        while (true) {
            for (int i = 0; i < SEPARATIONS; i++) {
                if (!moveAside()) {
                    return;
                }
            }
            for (int i = 0; i < nodes; i++) {
                x[i] *= WIDER;
                y[i] *= WIDER;
            }
        }
    }

    /** Moves every two that overlap apart, the shorter way. @return whether there were any */
    private boolean moveAside() {
        boolean moved = false;
        for (int a = 0; a < nodes; a++) {
            for (int b = a + 1; b < nodes; b++) {
                double overX = (widths[a] + widths[b]) / 2 - Math.abs(x[a] - x[b]);
                double overY = height - Math.abs(y[a] - y[b]);
                if (overX > 0 && overY > 0) {
                    moved = true;
                    if (overX < overY) {
                        double half = (overX / 2 + 0.5) * (x[a] <= x[b] ? 1 : -1);
                        x[a] -= half;
                        x[b] += half;
                    } else {
                        double half = (overY / 2 + 0.5) * (y[a] <= y[b] ? 1 : -1);
                        y[a] -= half;
                        y[b] += half;
                    }
                }
            }
        }
        return moved;
    }
}
