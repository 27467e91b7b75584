package dunlin.bench.swarms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this process holds, after a full collection.
 *
 * @param heap bytes of live objects
 * @param resident bytes of the process in memory (Linux), free parts of the heap that were once
 *     used included
 */
record ProcessMemory(long heap, long resident) {
    static final double MIB = 1 << 20;

    static ProcessMemory now() {
        System.gc();
        return new ProcessMemory(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), rss());
    }

    private static long rss() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is more now than then. */
    ProcessMemory since(ProcessMemory earlier) {
        return new ProcessMemory(heap - earlier.heap, resident - earlier.resident);
    }

    @Override
    public String toString() {
        return "heap %,.0f MiB, resident %,.0f MiB".formatted(heap / MIB, resident / MIB);
    }
}
