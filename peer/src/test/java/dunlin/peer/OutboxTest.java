package dunlin.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.Block;
import dunlin.protocol.Geometry;
import dunlin.protocol.wire.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final Geometry GEOMETRY = new Geometry(1 << 20, 1 << 20);

    private final Outbox outbox = new Outbox(3, Loopback.holding());
    private final UploadPace pace = new UploadPace(RateLimiter.UNLIMITED);
    private final List<Block> blocks = new ArrayList<>();

    @Test
    void boundsTheQueueOfBlocks() {
        assertThat(upload(0) && upload(1) && upload(2)).isTrue();
        assertThat(upload(3)).as("a fourth").isFalse();
        assertThat(upload(1)).as("one that is in").isTrue();
        assertThat(outbox.clearUploads()).containsExactly(block(0), block(1), block(2));
    }

    @Test
    void makesRoomForABlockWhenOneIsCancelled() {
        assertThat(upload(0) && upload(1) && upload(2)).isTrue();
        assertThat(outbox.cancelUpload(block(1))).isTrue();
        assertThat(upload(3)).isTrue();
        assertThat(outbox.clearUploads()).containsExactly(block(0), block(2), block(3));
    }

    @Test
    void givesTheWriterBlocksInOrderAndThenNoLongerCancelsThem() throws InterruptedException {
        assertThat(upload(0) && upload(1) && upload(2)).isTrue();
        outbox.take(blocks, 2, pace);
        assertThat(blocks).containsExactly(block(0), block(1));
        assertThat(outbox.cancelUpload(block(1))).isFalse();
        assertThat(outbox.clearUploads()).containsExactly(block(2));
    }

    @Test
    void putsMessagesBeforeBlocks() throws InterruptedException {
        assertThat(upload(0)).isTrue();
        assertThat(outbox.add(List.of(new Message.Choke()), true)).isTrue();
        assertThat(take().remaining()).isEqualTo(5);
        assertThat(blocks).containsExactly(block(0));
        assertThat(outbox.messageBytes()).isZero();
    }

    @Test
    void makesAnAnswerOnlyWhenTheOneBeforeItHasLeft() throws InterruptedException {
        AtomicInteger made = new AtomicInteger();
        for (int i = 0; i < Outbox.MAX_ANSWERS; i++) {
            assertThat(outbox.addAnswer(() -> answer(made), true)).isTrue();
        }
        assertThat(outbox.addAnswer(() -> answer(made), true)).as("one too many").isFalse();
        assertThat(made).hasValue(0);
        assertThat(take().remaining()).isEqualTo(16 * 1024 + 6);
        assertThat(made).hasValue(1);
        take();
        assertThat(made).hasValue(2);
    }

    private static Message answer(AtomicInteger made) {
        made.incrementAndGet();
        return new Message.Extended(1, new byte[16 * 1024]);
    }

    @Test
    void boundsTheMessages() throws InterruptedException {
        Message large = new Message.Extended(1, new byte[Outbox.MAX_MESSAGE_BYTES - 6]);
        assertThat(outbox.add(List.of(large), true)).isTrue();
        assertThat(outbox.add(List.of(new Message.KeepAlive()), true)).isFalse();
        assertThat(take().remaining()).isEqualTo(Outbox.MAX_MESSAGE_BYTES);
        assertThat(outbox.add(List.of(new Message.KeepAlive()), true)).isTrue();
        assertThat(take().remaining()).isEqualTo(4);
    }

    @Test
    void endsTheWriterAndTakesNothingMoreWhenClosed() throws InterruptedException {
        assertThat(upload(0)).isTrue();
        outbox.close();
        assertThat(outbox.take(blocks, 64, pace)).isNull();
        assertThat(blocks).isEmpty();
        assertThat(outbox.add(List.of(new Message.Choke()), true)).isFalse();
        assertThat(upload(1)).isFalse();
    }

    private ByteBuffer take() throws InterruptedException {
        return Objects.requireNonNull(outbox.take(blocks, 64, pace));
    }

    private boolean upload(int index) {
        return outbox.addUpload(block(index), true);
    }

    private static Block block(int index) {
        return GEOMETRY.block(0, index);
    }
}
