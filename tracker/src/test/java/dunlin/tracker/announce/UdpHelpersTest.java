package dunlin.tracker.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dunlin.net.udp.UdpPort;
import dunlin.net.udp.UdpSocket;
import dunlin.tracker.access.Gate;
import dunlin.tracker.memory.MemorySwarmStore;
import dunlin.tracker.store.SwarmStoreContract;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who takes packets from a port that gives them by the batch. */
class UdpHelpersTest {
    /** A port on which one thread is held up, and another finds three full batches. */
    private static final class HeldUp implements UdpPort {
        final AtomicInteger waiting = new AtomicInteger();
        final AtomicInteger looks = new AtomicInteger();
        final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public InetSocketAddress address() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        }

        @Override
        public boolean takesBatches() {
            return true;
        }

        @Override
        public UdpSocket socket() {
            return new UdpSocket() {
                @Override
                public Exchanged exchange(Responder responder) throws ClosedChannelException {
                    waiting.incrementAndGet();
                    try {
                        closed.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    throw new ClosedChannelException();
                }

                @Override
                public Exchanged exchangeNow(Responder responder) {
                    return new Exchanged(looks.incrementAndGet() <= 3, 0);
                }
            };
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    @Test
    void helpWhenTheOneThreadIsHeldUp() {
        HeldUp port = new HeldUp();
        AnnounceService service =
                Announces.service(
                        new MemorySwarmStore(10, 10),
                        Gate.OPEN,
                        () -> SwarmStoreContract.NOON,
                        event -> {});
        try (UdpListener listener =
                UdpListener.start(
                        port, 2, service, ConnectionIds.random(), () -> SwarmStoreContract.NOON)) {
            await().until(() -> port.looks.get() > 4);
            assertThat(port.waiting).as("threads that wait for packets").hasValue(1);
            assertThat(listener.address()).isEqualTo(port.address());
        }
    }
}
