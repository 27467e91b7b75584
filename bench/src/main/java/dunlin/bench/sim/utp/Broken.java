package dunlin.bench.sim.utp;

/** A connection did what it must not. */
final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;

    Broken(String message) {
        super(message);
    }

    static void unless(boolean holds, String message, Object... values) {
        if (!holds) {
            throw new Broken(message.formatted(values));
        }
    }
}
