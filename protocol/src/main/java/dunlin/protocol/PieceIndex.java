package dunlin.protocol;

/**
 * The index of a piece that a peer named. Only {@link Geometry} makes them, after checking: a
 * {@code PieceIndex} that exists is that of a piece of its share.
 */
public final class PieceIndex {
    private final int number;

    PieceIndex(int number) {
        this.number = number;
    }

    /** The index, from 0. */
    public int number() {
        return number;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PieceIndex that && number == that.number;
    }

    @Override
    public int hashCode() {
        return number;
    }

    @Override
    public String toString() {
        return "piece " + number;
    }
}
