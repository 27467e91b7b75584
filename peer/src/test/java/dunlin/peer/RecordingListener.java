package dunlin.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.wire.Message;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Keeps what a connection told; drops every block. */
class RecordingListener implements PeerListener {
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    final AtomicInteger closedCalls = new AtomicInteger();
    private final CompletableFuture<Thread> reader = new CompletableFuture<>();

    @Override
    public void onMessage(PeerConnection connection, Message message) {
        messages.add(message);
    }

    @Override
    public @Nullable ByteBuffer onBlockStart(PeerConnection connection, Message.Piece head) {
        return null;
    }

    @Override
    public void onBlock(PeerConnection connection, Message.Piece head) {
        throw new AssertionError("told of a block that was dropped");
    }

    @Override
    public void onClosed(PeerConnection connection, String reason) {
        closedCalls.incrementAndGet();
        reader.complete(Thread.currentThread());
        closed.complete(reason);
    }

    /** Waits for the next message. */
    Message next() throws InterruptedException {
        Message message = messages.poll(60, TimeUnit.SECONDS);
        assertThat(message).as("a message within 10 s").isNotNull();
        return message;
    }

    /** Waits for the end. @return its reason */
    String awaitClosed() {
        return closed.orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** Waits until the thread that told the end is gone. */
    void awaitReaderGone() throws InterruptedException {
        awaitClosed();
        assertThat(reader.join().join(Duration.ofSeconds(60))).as("reader is gone").isTrue();
    }

    boolean isClosed() {
        return closed.isDone();
    }
}
