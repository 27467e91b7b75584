package dunlin.swarm;

import dunlin.protocol.Bitfield;
import dunlin.protocol.Block;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.Extension;
import dunlin.protocol.wire.ExtensionHandshake;
import dunlin.protocol.wire.FrameLimits;
import dunlin.protocol.wire.Handshake;
import dunlin.protocol.wire.Message;
import dunlin.protocol.wire.MessageCodec;
import dunlin.protocol.wire.MetadataMessage;
import dunlin.testkit.SampleShare;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * A peer that says over a real socket what a test has it say, in whatever order, right or wrong.
 * For one thread that speaks and one that hears.
 */
public final class ScriptedPeer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    /** What a scripted seeder does instead of giving the right bytes. */
    interface Giving {
        Giving HONEST = (block, bytes) -> bytes;

        byte[] give(Block block, byte[] bytes) throws InterruptedException;
    }

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final MessageCodec codec = new MessageCodec(FrameLimits.PIECES_UNKNOWN);
    private final SampleShare share;
    final PeerId id;
    private byte[] payload = {};

    private ScriptedPeer(InetSocketAddress to, SampleShare share, PeerId id, boolean extensions)
            throws IOException {
        this.share = share;
        this.id = id;
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.connect(to);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        ByteBuffer hello = ByteBuffer.allocate(Handshake.LENGTH);
        new Handshake(share.info().id(), id, extensions, extensions, false).put(hello);
        socket.getOutputStream().write(hello.array());
        in.readNBytes(Handshake.LENGTH);
    }

    /** One with the fast extension and extension messages, connected. */
    public static ScriptedPeer dial(LocalPeer to) throws IOException {
        return dial(to.address(), to.share);
    }

    public static ScriptedPeer dial(InetSocketAddress to, SampleShare share) throws IOException {
        return new ScriptedPeer(to, share, randomId(), true);
    }

    public static ScriptedPeer dial(LocalPeer to, PeerId id) throws IOException {
        return new ScriptedPeer(to.address(), to.share, id, true);
    }

    /** One that speaks BEP 3 and nothing else. */
    static ScriptedPeer dialPlain(LocalPeer to) throws IOException {
        return new ScriptedPeer(to.address(), to.share, randomId(), false);
    }

    private static PeerId randomId() {
        return PeerId.random(RandomGenerator.getDefault());
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    public void say(Message... messages) throws IOException {
        int length = 0;
        for (Message message : messages) {
            length += MessageCodec.length(message);
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        for (Message message : messages) {
            MessageCodec.put(message, out);
        }
        socket.getOutputStream().write(out.array());
    }

    /** Says it so many times, or until the other side closes. */
    void flood(Message message, int times) {
        Message[] thousand = new Message[1_000];
        Arrays.fill(thousand, message);
        try {
            for (int said = 0; said < times; said += thousand.length) {
                say(thousand);
            }
        } catch (IOException _) { // closed by the other side, as the test will see
            return;
        }
    }

    void request(Block block) throws IOException {
        say(new Message.Request(block.piece(), block.begin(), block.length()));
    }

    void give(Block block, byte[] bytes) throws IOException {
        begin(block);
        socket.getOutputStream().write(bytes);
    }

    void give(Block block) throws IOException {
        give(block, share.bytes(block));
    }

    /** Gives only the head of a block. */
    void begin(Block block) throws IOException {
        say(new Message.Piece(block.piece(), block.begin(), block.length()));
    }

    /** Bytes as they are. */
    void raw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void has(Bitfield pieces) throws IOException {
        say(new Message.BitfieldMessage(pieces.toBytes()));
    }

    /** The next message; of a block see {@link #payload}. */
    public Message hear() throws IOException, ProtocolException {
        int length = in.readInt();
        ByteBuffer frame = ByteBuffer.allocate(4 + length).putInt(length);
        if (in.readNBytes(frame.array(), 4, length) < length) {
            throw new EOFException();
        }
        Message message = codec.next(frame.clear());
        if (message == null) {
            throw new AssertionError("half a frame");
        }
        payload = new byte[frame.remaining()];
        frame.get(payload);
        return message;
    }

    /** The bytes of the block whose head was heard last. */
    byte[] payload() {
        return payload;
    }

    /** The next message of this kind; what comes before it is passed over. */
    public <M extends Message> M hear(Class<M> kind) throws IOException, ProtocolException {
        Message message = hear();
        while (!kind.isInstance(message)) {
            message = hear();
        }
        return kind.cast(message);
    }

    /** The next so many blocks that are asked for. */
    List<Block> hearRequests(int count) throws IOException, ProtocolException {
        List<Block> blocks = new ArrayList<>();
        while (blocks.size() < count) {
            blocks.add(block(hear(Message.Request.class)));
        }
        return blocks;
    }

    private Block block(Message.Request request) throws ProtocolException {
        return share.geometry().check(request.piece(), request.begin(), request.length());
    }

    /** Says who it is: one that takes metadata messages under this number. */
    public void introduce(int metadataNumber, OptionalInt metadataSize) throws IOException {
        ExtensionHandshake ours =
                new ExtensionHandshake(
                        Map.of(Extension.UT_METADATA, metadataNumber),
                        Optional.of("Scripted"),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        metadataSize,
                        Optional.empty());
        say(new Message.Extended(ExtensionHandshake.NUMBER, ours.toBytes()));
    }

    /** Says that it listens there. */
    void listensAt(int port) throws IOException {
        ExtensionHandshake ours =
                new ExtensionHandshake(
                        Map.of(),
                        Optional.empty(),
                        OptionalInt.of(port),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        Optional.empty());
        say(new Message.Extended(ExtensionHandshake.NUMBER, ours.toBytes()));
    }

    /** Says how large its metadata is, and nothing else. */
    public void tellsMetadataSize(int size) throws IOException {
        ExtensionHandshake ours =
                new ExtensionHandshake(
                        Map.of(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.of(size),
                        Optional.empty());
        say(new Message.Extended(ExtensionHandshake.NUMBER, ours.toBytes()));
    }

    public static Message metadata(MetadataMessage message) {
        return new Message.Extended(Extension.UT_METADATA.number(), message.toBytes());
    }

    /** Whether the other side closes, now or soon; what it says before is passed over. */
    boolean isClosed() throws ProtocolException {
        try {
            while (true) {
                hear();
            }
        } catch (SocketTimeoutException _) {
            return false;
        } catch (IOException _) { // the end, or a reset
            return true;
        }
    }

    /** From here on it behaves like a seeder, until the connection ends. */
    void seed(Giving giving) throws IOException {
        has(share.all());
        say(new Message.Unchoke());
        Thread.ofVirtual().start(() -> serve(giving));
    }

    private void serve(Giving giving) {
        try {
            while (true) {
                if (hear() instanceof Message.Request request) {
                    Block block = block(request);
                    give(block, giving.give(block, share.bytes(block)));
                }
            }
        } catch (IOException | ProtocolException | InterruptedException _) {
            return; // the connection ended, or the test did
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
