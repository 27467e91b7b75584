package dunlin.overlay.core;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Random choices. */
final class Chance {
    private Chance() {}

    /** Up to so many of a list, each once, in random order. */
    static <T> List<T> some(List<T> all, int count, RandomGenerator random) {
        List<T> left = new ArrayList<>(all);
        int taken = Math.min(count, left.size());
        for (int i = 0; i < taken; i++) {
            int other = i + random.nextInt(left.size() - i);
            T swapped = left.get(i);
            left.set(i, left.get(other));
            left.set(other, swapped);
        }
        return left.subList(0, taken);
    }
}
