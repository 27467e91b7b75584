package dunlin.peer;

import dunlin.protocol.Block;
import dunlin.protocol.wire.Message;
import dunlin.protocol.wire.MessageCodec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes what is in a connection's {@link Outbox}, until that is closed: each round is one
 * gathering write of
 *
 * <pre>
 *  [messages] [piece head, 13 bytes] [slice]… [piece head] [slice]… …
 * </pre>
 *
 * The slices come from the {@link BlockSource} and only the kernel reads them; a transport that
 * looks at what it writes gets copies instead.
 */
final class ConnectionWriter {
    /** With heads and slices of files this stays far below what one system call takes (1024). */
    private static final int MAX_BLOCKS = 64;

    /** Blocks that are copied for one write stay in the processor's cache. */
    private static final int MAX_COPIED = 8;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Transport transport;
    private final Outbox outbox;
    private final BlockSource source;
    private final UploadPace pace;
    private final int maxBlocks;
    private final AtomicLong uploaded = new AtomicLong();
    private volatile boolean writing;
    private volatile long lastProgress = System.nanoTime();

    ConnectionWriter(Transport transport, Outbox outbox, BlockSource source, RateLimiter limiter) {
        this.transport = transport;
        this.outbox = outbox;
        this.source = source;
        this.pace = new UploadPace(limiter);
        this.maxBlocks = transport.readsWhatIsWritten() ? MAX_COPIED : MAX_BLOCKS;
    }

    /** Bytes of blocks sent so far. */
    long uploaded() {
        return uploaded.get();
    }

    /** How many nanoseconds ago anything was written, or the connection began. */
    long idleNanos(long now) {
        return now - lastProgress;
    }

    /** For how many nanoseconds a write has not moved a byte; 0 if none waits. */
    long stuckNanos(long now) {
        return writing ? now - lastProgress : 0;
    }

    /** Writes until the outbox is closed. */
    void run() throws IOException, InterruptedException {
        try (Arena arena = Arena.ofConfined()) {
            ByteBuffer heads =
                    arena.allocate(MAX_BLOCKS * (long) MessageCodec.PIECE_HEAD_LENGTH)
                            .asByteBuffer();
            List<Block> blocks = new ArrayList<>();
            List<ByteBuffer> buffers = new ArrayList<>();
            ByteBuffer copies = NOTHING;
            for (ByteBuffer messages = outbox.take(blocks, maxBlocks, pace);
                    messages != null;
                    messages = outbox.take(blocks, maxBlocks, pace)) {
                if (messages.hasRemaining()) {
                    buffers.add(messages);
                }
                if (transport.readsWhatIsWritten()) {
                    copies = roomForCopies(copies, blocks, arena);
                }
                int bytes = gather(blocks, heads, copies, buffers);
                long begun = System.nanoTime();
                writeAll(buffers.toArray(ByteBuffer[]::new), begun);
                if (bytes > 0) {
                    uploaded.addAndGet(bytes);
                    pace.wrote(bytes, lastProgress - begun);
                }
                blocks.clear();
                buffers.clear();
            }
        }
    }

    /** Memory that is used again for every write: the longest yet is long enough for most. */
    private static ByteBuffer roomForCopies(ByteBuffer copies, List<Block> blocks, Arena arena) {
        int bytes = blocks.stream().mapToInt(Block::length).sum();
        return bytes <= copies.capacity()
                ? copies.clear()
                : arena.allocate(Math.max(bytes, 2L * copies.capacity())).asByteBuffer();
    }

    /**
     * Adds head and slices of each block.
     *
     * @param copies for a transport that looks at what it writes, as many bytes as the blocks have
     * @return bytes in the blocks together
     */
    private int gather(
            List<Block> blocks, ByteBuffer heads, ByteBuffer copies, List<ByteBuffer> buffers)
            throws IOException {
        heads.clear();
        int bytes = 0;
        for (Block block : blocks) {
            int start = heads.position();
            MessageCodec.put(
                    new Message.Piece(block.piece(), block.begin(), block.length()), heads);
            buffers.add(heads.slice(start, MessageCodec.PIECE_HEAD_LENGTH));
            int first = buffers.size();
            if (transport.readsWhatIsWritten()) {
                ByteBuffer copy = copies.slice(bytes, block.length());
                source.copy(block, copy);
                buffers.add(copy.flip());
            } else {
                source.slices(block, buffers);
            }
            requireLength(block, buffers.subList(first, buffers.size()));
            bytes += block.length();
        }
        return bytes;
    }

    /** A byte more or less would shift all that follows in the stream. */
    private static void requireLength(Block block, List<ByteBuffer> slices) throws IOException {
        long length = 0;
        for (ByteBuffer slice : slices) {
            length += slice.remaining();
        }
        if (length != block.length()) {
            throw new IOException("%s has %d bytes at its source".formatted(block, length));
        }
    }

    private void writeAll(ByteBuffer[] buffers, long begun) throws IOException {
        lastProgress = begun;
        writing = true;
        int first = 0;
        while (first < buffers.length) {
            transport.write(buffers, first, buffers.length - first);
            lastProgress = System.nanoTime();
            while (first < buffers.length && !buffers[first].hasRemaining()) {
                first++;
            }
        }
        writing = false;
    }
}
