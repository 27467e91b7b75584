package dunlin.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dunlin.protocol.Geometry;
import dunlin.protocol.wire.FrameLimits;
import dunlin.protocol.wire.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a peer may send, or fail to take, and what it costs us: the connection at the most. */
class HostilePeerTest {
    private static final String BITFIELD = "00000003050000";
    private static final String HAVE = "000000050400000003";

    private Loopback wire;
    private final RecordingListener heard = new RecordingListener();

    @BeforeEach
    void connect() throws IOException {
        wire = Loopback.open();
    }

    @AfterEach
    void disconnect() throws IOException {
        wire.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "40000000", // a frame of 1 GiB
                "ffffffff",
                "0000000205ff", // a bitfield too short for ten pieces
                "0000000405ffffff", // and too long
                BITFIELD + "000000010e",
                "000000010e000000010f",
                HAVE + "000000010e",
                "0002000a070000000000000000" // a block over 128 KiB
            })
    void isDroppedForWhatTheWireForbids(String hostile) throws IOException {
        connection(true).start();
        send(hostile);
        assertThat(heard.awaitClosed()).containsAnyOf("bytes", "first");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "000000010e",
                "000000010f",
                "000000050d00000003",
                "000000051100000003",
                "0000000d10000000000000000000004000",
                "000000021400"
            })
    void isDroppedForAnExtensionThatItDidNotOffer(String hostile) throws IOException {
        connection(false).start();
        send(hostile);
        assertThat(heard.awaitClosed()).contains("without the");
    }

    @Test
    void mayShakeHandsOfExtensionsAndTellItsPortBeforeTheBitfield() throws Exception {
        connection(true).start();
        send("00000004140064" + "65" + "00000003091ae1" + BITFIELD + HAVE);
        assertThat(heard.next()).isInstanceOf(Message.Extended.class);
        assertThat(heard.next()).isEqualTo(new Message.Port(6881));
        assertThat(heard.next()).isInstanceOf(Message.BitfieldMessage.class);
        assertThat(heard.next()).isEqualTo(new Message.Have(3));
    }

    @Test
    void maySendAnotherBitfieldInPlaceOfManyHavesAsAria2Does() throws Exception {
        connection(true).start();
        send("000000010f" + HAVE + BITFIELD);
        assertThat(heard.next()).isEqualTo(new Message.HaveNone());
        assertThat(heard.next()).isEqualTo(new Message.Have(3));
        assertThat(heard.next()).isInstanceOf(Message.BitfieldMessage.class);
    }

    @Test
    void maySendMessagesThatNobodyKnows() throws Exception {
        connection(true).start();
        send("0000000563aabbccdd" + "00000000" + HAVE);
        assertThat(heard.next()).isEqualTo(new Message.Have(3));
    }

    @Test
    void canSendABlockThatNobodyAskedForOnlyToSeeItDropped() throws Exception {
        PeerConnection connection = connection(true);
        connection.start();
        int length = Geometry.MAX_SERVED_BLOCK_LENGTH;
        ByteBuffer block = ByteBuffer.allocate(13 + length).putInt(9 + length).put((byte) 7);
        write(block.clear());
        send(HAVE);
        assertThat(heard.next()).isEqualTo(new Message.Have(3));
        assertThat(connection.downloaded()).isEqualTo(length);
    }

    @Test
    void isDroppedIfItVanishesInTheMiddleOfABlock() throws IOException {
        connection(true).start();
        send("00004009070000000000000000aabb");
        wire.far().close();
        assertThat(heard.awaitClosed()).isEqualTo("closed by the other side");
    }

    @Test
    void isDroppedIfItIsSilent() throws IOException {
        PeerConnection connection = connection(true);
        connection.start();
        connection.tick(System.nanoTime() + TimeUnit.SECONDS.toNanos(120));
        assertThat(heard.isClosed()).isFalse();
        await().until(() -> tickLater(connection, 131));
        assertThat(heard.awaitClosed()).isEqualTo("silent for 130 s");
    }

    @Test
    void isDroppedIfItTakesNoBlocks() throws IOException {
        PeerConnection connection = connection(true);
        connection.start();
        Geometry geometry = new Geometry(1L << 30, 1 << 20);
        for (int i = 0;
                i < PeerConnection.MAX_UPLOAD_QUEUE;
                i++) { // far beyond the sockets' buffers
            assertThat(connection.upload(geometry.block(i / 64, i % 64))).isTrue();
        }
        await().until(() -> tickLater(connection, 61));
        assertThat(heard.awaitClosed()).isEqualTo("takes no bytes for 60 s");
    }

    @Test
    void isDroppedIfItLetsMessagesPileUp() throws IOException {
        PeerConnection connection = connection(true);
        connection.start();
        Message large = new Message.Extended(1, new byte[16 * 1024]);
        for (int i = 0; i < 10_000 && !heard.isClosed(); i++) {
            connection.send(large);
        }
        assertThat(heard.awaitClosed()).startsWith("reads too slowly");
    }

    @Test
    void isDroppedIfTheListenerFails() throws IOException {
        RecordingListener failing =
                new RecordingListener() {
                    @Override
                    public void onMessage(PeerConnection connection, Message message) {
                        throw new IllegalStateException("for the test");
                    }
                };
        connection(true, failing).start();
        send(HAVE);
        assertThat(failing.awaitClosed()).contains("for the test");
    }

    @Test
    void anErrorInTheReaderClosesBothHalvesAndIsToldOnce() throws Exception {
        RecordingListener failing =
                new RecordingListener() {
                    @Override
                    public void onMessage(PeerConnection connection, Message message) {
                        throw new OutOfMemoryError("for the test");
                    }
                };
        connection(true, failing).start();
        send(HAVE);
        assertThat(failing.awaitClosed()).contains("for the test");
        failing.awaitReaderGone();
        assertThat(failing.closedCalls).hasValue(1);
        assertThat(wire.near().isOpen()).isFalse();
    }

    @Test
    void anErrorInTheWriterClosesBothHalvesAndIsToldOnce() throws Exception {
        PeerConnection connection = connection(true);
        connection.start();
        connection.answer(() -> {
            throw new OutOfMemoryError("for the test");
        });
        assertThat(heard.awaitClosed()).contains("for the test");
        heard.awaitReaderGone();
        assertThat(heard.closedCalls).hasValue(1);
    }

    private boolean tickLater(PeerConnection connection, long seconds) {
        connection.tick(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
        return heard.isClosed();
    }

    private PeerConnection connection(boolean extensions) {
        return connection(extensions, heard);
    }

    private PeerConnection connection(boolean extensions, PeerListener listener) {
        BlockSource zeros = (block, out) -> out.add(ByteBuffer.allocate(block.length()));
        return new StreamConnection(
                wire.near(),
                Loopback.handshake(extensions),
                true,
                listener,
                new PeerConnection.Settings(
                        zeros,
                        RateLimiter.UNLIMITED,
                        RateLimiter.UNLIMITED,
                        FrameLimits.ofPieces(10)),
                ConnectionBudget.small());
    }

    private void send(String hex) throws IOException {
        write(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            wire.far().write(bytes);
        }
    }
}
