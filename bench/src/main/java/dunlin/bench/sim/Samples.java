package dunlin.bench.sim;

import java.util.Arrays;

/** Numbers of which percentiles are asked. Not thread-safe. */
public final class Samples {
    private double[] values = new double[64];
    private int size;

    /** Takes one more. */
    public void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    /** How many there are. */
    public int count() {
        return size;
    }

    /** Their mean; 0 of none. */
    public double mean() {
        return Arrays.stream(values, 0, size).average().orElse(0);
    }

    /**
     * The least that so many of a hundred do not exceed; 0 of none.
     *
     * @param percent 0 to 100
     */
    public double at(double percent) {
        if (size == 0) {
            return 0;
        }
        Arrays.sort(values, 0, size);
        int rank = (int) Math.ceil(size * percent / 100) - 1;
        return values[Math.clamp(rank, 0, size - 1)];
    }
}
