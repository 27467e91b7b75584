package dunlin.interop;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A peer that has everything and gives what is asked for, but with one bit wrong in each block.
 *
 * <p>It speaks the plain wire of BEP 3, with no extensions:
 *
 * <pre>
 *   handshake  19 "BitTorrent protocol" reserved(8) info-hash(20) peer-id(20)
 *   message    length(4) id(1) payload
 *   request    13 6  index(4) begin(4) length(4)
 *   piece     9+n 7  index(4) begin(4) block(n)
 * </pre>
 */
final class PoisonPeer implements AutoCloseable {
    private static final int UNCHOKE = 1;
    private static final int BITFIELD = 5;
    private static final int REQUEST = 6;
    private static final int PIECE = 7;
    private static final int LONGEST_MESSAGE = 1 << 17;

    private final ServerSocket server;
    private final byte[] content;
    private final int pieceLength;
    private final byte[] infoHash;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger poisoned = new AtomicInteger();

    private PoisonPeer(ServerSocket server, byte[] content, int pieceLength, String infoHash) {
        this.server = server;
        this.content = content;
        this.pieceLength = pieceLength;
        this.infoHash = HexFormat.of().parseHex(infoHash);
    }

    /**
     * Listens at an address of its own, so that it can be told from the others when it is banned.
     */
    static PoisonPeer listen(String address, byte[] content, int pieceLength, String infoHash)
            throws IOException {
        var server = new ServerSocket(0, 10, InetAddress.getByName(address));
        var peer = new PoisonPeer(server, content, pieceLength, infoHash);
        Thread.ofVirtual().start(peer::accept);
        return peer;
    }

    String address() {
        return server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    int poisonedBlocks() {
        return poisoned.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            var out = new DataOutputStream(socket.getOutputStream());
            in.skipNBytes(68);
            sendGreeting(out);
            while (true) {
                int length = in.readInt();
                if (length < 0 || length > LONGEST_MESSAGE) {
                    return;
                }
                byte[] message = in.readNBytes(length);
                if (length == 13 && message[0] == REQUEST) {
                    answer(message, out);
                }
            }
        } catch (IOException e) {
            // The other side has had enough.
        }
    }

    private void sendGreeting(DataOutputStream out) throws IOException {
        out.writeByte(19);
        out.writeBytes("BitTorrent protocol");
        out.write(new byte[8]);
        out.write(infoHash);
        out.writeBytes("-XX0001-poison-peer-");
        int pieces = Math.ceilDiv(content.length, pieceLength);
        byte[] bitfield = new byte[Math.ceilDiv(pieces, 8)];
        for (int piece = 0; piece < pieces; piece++) {
            bitfield[piece / 8] |= (byte) (0x80 >> (piece % 8));
        }
        out.writeInt(1 + bitfield.length);
        out.writeByte(BITFIELD);
        out.write(bitfield);
        out.writeInt(1);
        out.writeByte(UNCHOKE);
        out.flush();
    }

    private void answer(byte[] request, DataOutputStream out) throws IOException {
        var fields = ByteBuffer.wrap(request, 1, 12);
        int index = fields.getInt();
        int begin = fields.getInt();
        int length = fields.getInt();
        byte[] block = new byte[length];
        System.arraycopy(content, index * pieceLength + begin, block, 0, length);
        block[0] ^= 1;
        poisoned.incrementAndGet();
        out.writeInt(9 + length);
        out.writeByte(PIECE);
        out.writeInt(index);
        out.writeInt(begin);
        out.write(block);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
