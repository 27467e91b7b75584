package dunlin.node.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a node may use of its process, so that no number of strangers or shares can use it up. Its
 * sums are of the heap ({@code -Xmx}): a half for pieces that gather and a quarter for uTP, which
 * lie in direct memory beside it ({@code -XX:MaxDirectMemorySize}, by default as much as the heap;
 * the launcher sets it to what this takes and 64 MiB for the JDK), an eighth for what waits to be
 * sent.
 *
 * @param connections with peers at once: each takes some 30 KiB of the heap beside what waits, 64
 *     KiB outside it, and a file descriptor
 * @param waitingBytes of messages in the buffers of all connections
 * @param pieceMemory direct memory in which pieces gather, bytes; also the longest piece there can
 *     be
 * @param utpMemory memory outside the heap for the buffers of all uTP connections, bytes
 */
record Means(int connections, long waitingBytes, long pieceMemory, long utpMemory) {
    private static final long HEAP_FOR_A_CONNECTION = 256 * 1024;

    /** File descriptors for all else: jars, libraries, the files of shares. */
    private static final long OTHER_FILES = 256;

    /** Far more than any swarm needs, and few enough to be walked through. */
    private static final long MOST_CONNECTIONS = 10_000;

    private static final long FEWEST_CONNECTIONS = 64;
    private static final long MOST_PIECE_MEMORY = 256L << 20;

    /** Room for sixteen connections at their fastest, or a thousand that are slow. */
    private static final long MOST_UTP_MEMORY = 128L << 20;

    private static final Path LIMITS = Path.of("/proc/self/limits");

    /** The means of this process. */
    static Means ofThisProcess() {
        return of(Runtime.getRuntime().maxMemory(), openFiles());
    }

    /**
     * The means of a process.
     *
     * @param heap bytes that it may grow to
     * @param openFiles how many files and sockets may be open
     */
    static Means of(long heap, long openFiles) {
        long connections = Math.min(heap / HEAP_FOR_A_CONNECTION, (openFiles - OTHER_FILES) / 2);
        return new Means(
                (int) Math.clamp(connections, FEWEST_CONNECTIONS, MOST_CONNECTIONS),
                Math.max(1 << 20, heap / 8),
                Math.min(MOST_PIECE_MEMORY, heap / 2),
                Math.min(MOST_UTP_MEMORY, heap / 4));
    }

    /** Where the system does not tell in this way, what it has at the least is taken. */
    private static long openFiles() {
        try (Stream<String> lines = Files.lines(LIMITS)) {
            return lines.filter(line -> line.startsWith("Max open files"))
                    .mapToLong(line -> Long.parseLong(line.split("\\s{2,}")[1]))
                    .findFirst()
                    .orElse(1024);
        } catch (IOException | NumberFormatException e) { // "unlimited" too
            return 1024;
        }
    }
}
