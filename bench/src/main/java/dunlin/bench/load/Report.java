package dunlin.bench.load;

import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The lines of JSON that tell how far a load is and how it went. */
final class Report {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * @param peers in an answer, on average
     * @param micros latencies by their percentiles, in microseconds
     */
    private record Line(
            String event,
            double seconds,
            long answered,
            double peers,
            long lost,
            long wrong,
            @Nullable String complaint,
            Map<String, Double> micros) {}

    private Report() {}

    /** Says that something begins now. */
    static void event(String event) {
        print(Map.of("event", event));
    }

    /** Says that something has ended now, and what was counted in how many seconds. */
    static void event(String event, double seconds, Tally.Counts counts) {
        Histogram latency = counts.latency();
        print(
                new Line(
                        event,
                        seconds,
                        counts.answered(),
                        (double) counts.peers() / Math.max(1, counts.answered()),
                        counts.lost(),
                        counts.wrong(),
                        counts.complaint(),
                        Map.of(
                                "p50", micros(latency, 50),
                                "p99", micros(latency, 99),
                                "p99.9", micros(latency, 99.9),
                                "max", micros(latency, 100))));
    }

    private static double micros(Histogram latency, double percentile) {
        return latency.getValueAtPercentile(percentile) / 1e3;
    }

    private static void print(Object line) {
        System.out.println(JSON.writeValueAsString(line));
    }
}
