package dunlin.tracker;

import dunlin.tracker.announce.AnswerCounters;
import dunlin.tracker.announce.UdpCounters;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.TrackerRejection;
import dunlin.web.Metrics;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** Which of an index's numbers monitoring sees, and under what names. */
final class IndexMetrics {
    private IndexMetrics() {}

    /** Asks a store, which may fail. */
    private interface Question {
        long ask() throws TrackerRejection;
    }

    static void register(
            Metrics metrics,
            Catalogue catalogue,
            SwarmStore swarms,
            UdpCounters udp,
            AnswerCounters http) {
        metrics.gauge(
                "dunlin_swarms",
                "Swarms that somebody is in",
                known(() -> swarms.totals().swarms()));
        metrics.gauge(
                "dunlin_peers", "Peers, over all swarms", known(() -> swarms.totals().peers()));
        metrics.gauge(
                "dunlin_shares",
                "Shares in the catalogue",
                known(() -> catalogue.totals().shares()));
        metrics.gauge(
                "dunlin_shared_bytes",
                "Bytes of all shares' content",
                known(() -> catalogue.totals().contentBytes()));
        metrics.counters(
                "dunlin_udp_requests",
                "What came over UDP, by what became of it",
                "outcome",
                Map.of(
                        "connected", udp::connects,
                        "announced", udp::announces,
                        "scraped", udp::scrapes,
                        "refused", udp::refused,
                        "forged", udp::forged,
                        "malformed", udp::malformed,
                        "unsent", udp::unsent));
        metrics.counters(
                "dunlin_http_announces",
                "Announces and scrapes over HTTP, by what became of them",
                "outcome",
                Map.of(
                        "announced", http::announces,
                        "scraped", http::scrapes,
                        "refused", http::refused));
        Runtime runtime = Runtime.getRuntime();
        metrics.gauge(
                "dunlin_heap_bytes",
                "Heap in use",
                () -> runtime.totalMemory() - runtime.freeMemory());
    }

    private static DoubleSupplier known(Question question) {
        return () -> {
            try {
                return question.ask();
            } catch (TrackerRejection e) {
                return Double.NaN;
            }
        };
    }
}
