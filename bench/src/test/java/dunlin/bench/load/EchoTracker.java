package dunlin.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A tracker over UDP that hears everything and answers each announce with what the test wants. */
final class EchoTracker implements AutoCloseable {
    /** What comes back for the announce of that number, from 0. */
    interface Answers {
        List<ByteBuffer> to(int number, int transaction);
    }

    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final Answers answers;
    final AtomicLong connection = new AtomicLong(0x0123456789abcdefL);
    final AtomicInteger connects = new AtomicInteger();
    final List<ByteBuffer> announces = new CopyOnWriteArrayList<>();

    EchoTracker(Answers answers) throws IOException {
        this.answers = answers;
        Thread.ofPlatform().daemon().start(this::run);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
    }

    private void run() {
        DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
        try {
            while (true) {
                packet.setLength(1500);
                socket.receive(packet);
                byte[] bytes = new byte[packet.getLength()];
                System.arraycopy(packet.getData(), 0, bytes, 0, bytes.length);
                ByteBuffer request = ByteBuffer.wrap(bytes);
                int transaction = request.getInt(12);
                if (request.getInt(8) == 0) {
                    ByteBuffer answer = ByteBuffer.allocate(16).putInt(0).putInt(transaction);
                    connects.incrementAndGet();
                    send(answer.putLong(connection.get()), packet);
                    continue;
                }
                announces.add(request);
                for (ByteBuffer answer : answers.to(announces.size() - 1, transaction)) {
                    send(answer, packet);
                }
            }
        } catch (SocketException e) {
            // closed
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send(ByteBuffer answer, DatagramPacket to) throws IOException {
        socket.send(new DatagramPacket(answer.array(), answer.position(), to.getSocketAddress()));
    }

    static ByteBuffer peers(int transaction, int count) {
        ByteBuffer answer = ByteBuffer.allocate(20 + 6 * count).putInt(1).putInt(transaction);
        return answer.position(answer.capacity());
    }

    static ByteBuffer error(int transaction, String text) {
        ByteBuffer answer = ByteBuffer.allocate(100).putInt(3).putInt(transaction);
        return answer.put(text.getBytes(UTF_8));
    }

    @Override
    public void close() {
        socket.close();
    }
}
