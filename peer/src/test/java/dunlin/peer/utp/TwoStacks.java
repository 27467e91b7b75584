package dunlin.peer.utp;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.udp.PacketPort;
import dunlin.peer.Transport;
import dunlin.peer.utp.core.UtpSettings;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Two stacks over real sockets on loopback. */
final class TwoStacks implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final long MEMORY = 64 << 20;

    final PacketPort nearPort = PacketPort.open(anyPort());
    final PacketPort farPort = PacketPort.open(anyPort());
    final BlockingQueue<Transport> came = new LinkedBlockingQueue<>();
    final UtpStack near;
    final UtpStack far;

    /** Two ends of one connection. */
    record Pair(Transport near, Transport far) {}

    TwoStacks() throws IOException {
        this(MEMORY);
    }

    TwoStacks(long memory) throws IOException {
        near = UtpStack.open(nearPort, UtpSettings.USUAL, memory, came::add);
        far = UtpStack.open(farPort, UtpSettings.USUAL, memory, came::add);
    }

    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    Transport dial() throws IOException {
        return near.dial(farPort.address(), PATIENCE);
    }

    /** Connects them; a byte has gone each way. */
    Pair connect() throws IOException, InterruptedException {
        Transport dialled = dial();
        write(dialled, new byte[1]);
        Transport other = came.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(other).isNotNull();
        read(other, 1);
        write(other, new byte[1]);
        read(dialled, 1);
        return new Pair(dialled, other);
    }

    static void write(Transport transport, byte[] bytes) throws IOException {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        while (source.hasRemaining()) {
            transport.write(source);
        }
    }

    static byte[] read(Transport transport, int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        while (target.hasRemaining()) {
            if (transport.read(target) < 0) {
                throw new EOFException("after %d bytes".formatted(target.position()));
            }
        }
        return target.array();
    }

    @Override
    public void close() {
        near.close();
        far.close();
        nearPort.close();
        farPort.close();
    }
}
