package dunlin.peer.utp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.net.udp.PacketPort;
import dunlin.peer.Transport;
import dunlin.peer.utp.core.UtpSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two stacks behind routers that let in only answers (BEP 55). */
class UtpHolePunchingTest {
    private final RouterPort onePort = port();
    private final RouterPort otherPort = port();
    private final BlockingQueue<Transport> came = new LinkedBlockingQueue<>();
    private final UtpStack one = stack(onePort);
    private final UtpStack other = stack(otherPort);

    UtpHolePunchingTest() throws IOException {}

    private static RouterPort port() throws IOException {
        return new RouterPort(PacketPort.open(TwoStacks.anyPort()));
    }

    private UtpStack stack(PacketPort port) {
        return UtpStack.open(port, UtpSettings.USUAL, TwoStacks.MEMORY, came::add);
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
        onePort.close();
        otherPort.close();
    }

    private static FutureTask<Transport> dial(UtpStack from, InetSocketAddress to) {
        Callable<Transport> dial = () -> from.dial(to, TwoStacks.PATIENCE);
        FutureTask<Transport> dialling = new FutureTask<>(dial);
        Thread.ofVirtual().start(dialling);
        return dialling;
    }

    @Test
    void whoeverDialsAloneIsNotHeard() {
        assertThatThrownBy(() -> one.dial(otherPort.address(), Duration.ofMillis(300)))
                .isInstanceOf(IOException.class);
        assertThat(came).isEmpty();
    }

    @Test
    void bothReachEachOtherByDiallingAtOnce() throws Exception {
        FutureTask<Transport> near = dial(one, otherPort.address());
        FutureTask<Transport> far = dial(other, onePort.address());
        // Each connection is a whole one, in which both sides speak.
        for (FutureTask<Transport> dialled : List.of(near, far)) {
            Transport here = dialled.get(20, TimeUnit.SECONDS);
            TwoStacks.write(here, new byte[] {1});
            Transport there = came.poll(20, TimeUnit.SECONDS);
            assertThat(there).isNotNull();
            assertThat(there.remote()).isEqualTo(here.local());
            assertThat(TwoStacks.read(there, 1)).containsExactly(1);
            TwoStacks.write(there, new byte[] {2});
            assertThat(TwoStacks.read(here, 1)).containsExactly(2);
        }
    }
}
