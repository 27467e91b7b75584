package dunlin.node;

import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.wire.Extension;
import dunlin.protocol.wire.ExtensionHandshake;
import dunlin.protocol.wire.FrameLimits;
import dunlin.protocol.wire.Handshake;
import dunlin.protocol.wire.Message;
import dunlin.protocol.wire.MessageCodec;
import dunlin.protocol.wire.MetadataMessage;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * A peer of another kind: it gives the metadata to whoever asks, of a private share too, and
 * nothing else. It counts who comes.
 */
final class MetadataGiver implements AutoCloseable {
    private static final int THEIR_NUMBER = 9;

    private final Info info;
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    final AtomicInteger visits = new AtomicInteger();

    MetadataGiver(Info info) throws IOException {
        this.info = info;
        Thread.ofVirtual().start(this::accept);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    private void accept() {
        try {
            while (true) {
                Socket visitor = server.accept();
                visits.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(visitor));
            }
        } catch (IOException _) { // closed
            return;
        }
    }

    private void serve(Socket visitor) {
        try (visitor) {
            DataInputStream in = new DataInputStream(visitor.getInputStream());
            in.readNBytes(Handshake.LENGTH);
            ByteBuffer hello = ByteBuffer.allocate(Handshake.LENGTH);
            PeerId id = PeerId.random(RandomGenerator.getDefault());
            Handshake.ours(info.id(), id).put(hello);
            visitor.getOutputStream().write(hello.array());
            say(visitor, new Message.Extended(ExtensionHandshake.NUMBER, introduction()));
            MessageCodec codec = new MessageCodec(FrameLimits.PIECES_UNKNOWN);
            OptionalInt number = OptionalInt.empty();
            while (true) {
                int length = in.readInt();
                ByteBuffer frame = ByteBuffer.allocate(4 + length).putInt(length);
                in.readFully(frame.array(), 4, length);
                if (codec.next(frame.clear()) instanceof Message.Extended said) {
                    if (said.id() == ExtensionHandshake.NUMBER) {
                        number =
                                ExtensionHandshake.parse(said.payload())
                                        .number(Extension.UT_METADATA);
                    } else if (MetadataMessage.parse(said.payload())
                            instanceof MetadataMessage.Request(int piece)) {
                        byte[] data = data(piece).toBytes();
                        say(visitor, new Message.Extended(number.orElseThrow(), data));
                    }
                }
            }
        } catch (IOException | ProtocolException _) { // the other side went
            return;
        }
    }

    private MetadataMessage data(int piece) {
        int begin = piece * MetadataMessage.PIECE_LENGTH;
        int end = Math.min(info.bytes().length, begin + MetadataMessage.PIECE_LENGTH);
        return new MetadataMessage.Data(
                piece, info.bytes().length, Arrays.copyOfRange(info.bytes(), begin, end));
    }

    private byte[] introduction() {
        return new ExtensionHandshake(
                        Map.of(Extension.UT_METADATA, THEIR_NUMBER),
                        Optional.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.of(info.bytes().length),
                        Optional.empty())
                .toBytes();
    }

    private static void say(Socket visitor, Message message) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(MessageCodec.length(message));
        MessageCodec.put(message, out);
        visitor.getOutputStream().write(out.array());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
