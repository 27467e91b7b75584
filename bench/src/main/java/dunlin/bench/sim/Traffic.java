package dunlin.bench.sim;

import java.util.Map;
import java.util.TreeMap;

/** Messages and bytes, by kind. Not thread-safe. */
public final class Traffic {
    /** Of one kind. */
    public static final class Count {
        private long messages;
        private long bytes;

        /** How many. */
        public long messages() {
            return messages;
        }

        /** How many bytes they were together. */
        public long bytes() {
            return bytes;
        }
    }

    private final Map<String, Count> kinds = new TreeMap<>();

    /** Counts a message. */
    public void add(String kind, int bytes) {
        Count count = kinds.computeIfAbsent(kind, k -> new Count());
        count.messages++;
        count.bytes += bytes;
    }

    /** What was counted until now, which changes no more. */
    public Traffic copy() {
        Traffic copy = new Traffic();
        kinds.forEach((kind, count) -> {
            Count same = copy.kinds.computeIfAbsent(kind, k -> new Count());
            same.messages = count.messages;
            same.bytes = count.bytes;
        });
        return copy;
    }

    /** From here on it counts anew. */
    public void clear() {
        kinds.clear();
    }

    /** What was counted, in the order of the kinds' names. */
    public Map<String, Count> kinds() {
        return kinds;
    }

    /** All kinds together. */
    public long bytes() {
        return kinds.values().stream().mapToLong(Count::bytes).sum();
    }

    /** All kinds together. */
    public long messages() {
        return kinds.values().stream().mapToLong(Count::messages).sum();
    }
}
