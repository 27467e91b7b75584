package dunlin.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dunlin.protocol.Geometry;
import dunlin.protocol.wire.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PeerConnectionTest {
    private static final Geometry GEOMETRY = new Geometry(1 << 20, 1 << 18);
    private static final BlockSource ZEROS =
            (block, out) -> out.add(ByteBuffer.allocate(block.length()));

    /** So slow that whatever waits for it waits longer than any test. */
    private final RateLimiter crawling = new RateLimiter(1);

    private Loopback wire;
    private final RecordingListener heard = new RecordingListener();
    private final RecordingListener farHeard = new RecordingListener();

    @BeforeEach
    void connect() throws IOException {
        wire = Loopback.open();
    }

    @AfterEach
    void disconnect() throws IOException {
        wire.close();
    }

    @Test
    void writesFirstWhatWasSentBeforeTheStart() throws Exception {
        PeerConnection near = near(ZEROS, RateLimiter.UNLIMITED);
        near.sendAll(List.of(new Message.HaveNone(), new Message.Interested()));
        near.start();
        far(RateLimiter.UNLIMITED).start();
        assertThat(farHeard.next()).isEqualTo(new Message.HaveNone());
        assertThat(farHeard.next()).isEqualTo(new Message.Interested());
    }

    @Test
    void carriesMessagesLongerThanItsBuffers() throws Exception {
        PeerConnection near = near(ZEROS, RateLimiter.UNLIMITED);
        near.start();
        far(RateLimiter.UNLIMITED).start();
        near.send(new Message.BitfieldMessage(new byte[400_000]));
        near.send(new Message.Have(1));
        assertThat(farHeard.next())
                .isInstanceOfSatisfying(
                        Message.BitfieldMessage.class,
                        bitfield -> assertThat(bitfield.bits()).hasSize(400_000));
        assertThat(farHeard.next()).isEqualTo(new Message.Have(1));
    }

    @Test
    void sendsAKeepaliveWhenItHasBeenSilentForHundredSeconds() throws Exception {
        PeerConnection near = near(ZEROS, RateLimiter.UNLIMITED);
        near.start();
        near.tick(System.nanoTime() + TimeUnit.SECONDS.toNanos(90));
        near.tick(System.nanoTime() + TimeUnit.SECONDS.toNanos(101));
        near.send(new Message.Choke());
        ByteBuffer in = ByteBuffer.allocate(9);
        while (in.hasRemaining()) {
            wire.far().read(in);
        }
        assertThat(in.array()).containsExactly(0, 0, 0, 0, 0, 0, 0, 1, 0);
    }

    @Test
    void sendsMessagesPastBlocksThatWaitForTheRate() throws Exception {
        PeerConnection near = near(ZEROS, crawling);
        assertThat(near.upload(GEOMETRY.block(0, 0))).isTrue();
        assertThat(near.upload(GEOMETRY.block(0, 1))).isTrue();
        near.start();
        PeerConnection far = far(RateLimiter.UNLIMITED);
        far.start();
        await().until(() -> far.downloaded() == Geometry.BLOCK_LENGTH);
        near.send(new Message.Have(3));
        assertThat(farHeard.next()).isEqualTo(new Message.Have(3));
        assertThat(near.cancelUpload(GEOMETRY.block(0, 0))).as("the one sent").isFalse();
        assertThat(near.cancelUpload(GEOMETRY.block(0, 1))).as("the one waiting").isTrue();
        assertThat(near.uploaded()).isEqualTo(Geometry.BLOCK_LENGTH);
    }

    @Test
    void closesAtOnceWhileItWaitsForTheRate() {
        PeerConnection near = near(ZEROS, RateLimiter.UNLIMITED);
        near.upload(GEOMETRY.block(0, 0));
        near.upload(GEOMETRY.block(0, 1));
        near.start();
        PeerConnection far = far(crawling);
        far.start();
        await().until(() -> near.uploaded() > 0 && far.downloaded() > 0);
        far.close("enough");
        assertThat(farHeard.awaitClosed()).isEqualTo("enough");
    }

    @Test
    void saysWhyItsSourceFailed() {
        BlockSource failing =
                (_, _) -> {
                    throw new IOException("the disk vanished");
                };
        PeerConnection near = near(failing, RateLimiter.UNLIMITED);
        near.start();
        near.upload(GEOMETRY.block(0, 0));
        assertThat(heard.awaitClosed()).isEqualTo("the disk vanished");
    }

    @Test
    void neverSendsABlockOfTheWrongLength() {
        PeerConnection near =
                near((_, out) -> out.add(ByteBuffer.allocate(5)), RateLimiter.UNLIMITED);
        near.start();
        near.upload(GEOMETRY.block(0, 0));
        assertThat(heard.awaitClosed()).contains("5 bytes at its source");
        assertThat(near.uploaded()).isZero();
    }

    @Test
    void tellsTheFirstReasonOnceAndNothingAfterIt() throws Exception {
        PeerConnection near = near(ZEROS, RateLimiter.UNLIMITED);
        near.start();
        near.close("first");
        near.close("second");
        assertThat(heard.awaitClosed()).isEqualTo("first");
        near.send(new Message.Have(1));
        assertThat(near.upload(GEOMETRY.block(0, 0))).isFalse();
        near.tick(System.nanoTime() + TimeUnit.HOURS.toNanos(1));
        heard.awaitReaderGone();
        assertThat(heard.closedCalls).hasValue(1);
        assertThat(wire.near().isOpen()).isFalse();
    }

    @Test
    void mayBeClosedBeforeItStarts() {
        PeerConnection near = near(ZEROS, RateLimiter.UNLIMITED);
        near.close("too many peers");
        near.start();
        assertThat(heard.awaitClosed()).isEqualTo("too many peers");
    }

    @Test
    void mayBeClosedByItsListener() {
        RecordingListener closing =
                new RecordingListener() {
                    @Override
                    public void onMessage(PeerConnection connection, Message message) {
                        connection.close("heard enough");
                    }
                };
        PeerConnection near = connection(wire.near(), closing, ZEROS, RateLimiter.UNLIMITED);
        near.start();
        PeerConnection far = far(RateLimiter.UNLIMITED);
        far.start();
        far.send(new Message.Have(1));
        assertThat(closing.awaitClosed()).isEqualTo("heard enough");
        assertThat(farHeard.awaitClosed()).isNotEmpty();
    }

    private PeerConnection near(BlockSource source, RateLimiter up) {
        return connection(wire.near(), heard, source, up);
    }

    private PeerConnection far(RateLimiter down) {
        return new StreamConnection(
                wire.far(),
                Loopback.handshake(true),
                true,
                farHeard,
                new PeerConnection.Settings(ZEROS, RateLimiter.UNLIMITED, down),
                ConnectionBudget.small());
    }

    private static PeerConnection connection(
            Transport transport, PeerListener listener, BlockSource source, RateLimiter up) {
        return new StreamConnection(
                transport,
                Loopback.handshake(true),
                false,
                listener,
                new PeerConnection.Settings(source, up, RateLimiter.UNLIMITED),
                ConnectionBudget.small());
    }
}
