package dunlin.web;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Numbers in Prometheus's text format. They are asked for when somebody looks, so what is counted
 * pays nothing for them. Thread-safe once built.
 */
public final class Metrics {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter format =
            PrometheusTextFormatWriter.builder().setIncludeCreatedTimestamps(false).build();

    /** Something that only grows; the name ends in {@code _total} when it is shown. */
    public Metrics counter(String name, String help, LongSupplier value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsLong()))
                .register(registry);
        return this;
    }

    /** Something that only grows, counted by kind. */
    public Metrics counters(
            String name, String help, String label, Map<String, LongSupplier> values) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(label)
                .callback(callback ->
                        values.forEach((kind, value) -> callback.call(value.getAsLong(), kind)))
                .register(registry);
        return this;
    }

    /** Something that goes up and down; NaN if it cannot be known just now. */
    public Metrics gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
        return this;
    }

    /** All of them, as they are now. */
    public HttpResponse show() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(4_096);
        try {
            format.write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return new HttpResponse(200, PrometheusTextFormatWriter.CONTENT_TYPE, out.toByteArray());
    }
}
