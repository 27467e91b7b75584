package dunlin.peer.utp;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.udp.PacketPort;
import dunlin.peer.ConnectionBudget;
import dunlin.peer.FrontDoor;
import dunlin.peer.Greeted;
import dunlin.peer.Transport;
import dunlin.peer.utp.core.UtpSettings;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.wire.Handshake;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who dials over uTP comes in by the same door as over TCP, within the same bounds. */
@Timeout(60)
class UtpFrontDoorTest {
    private static final InfoHash HASH = InfoHash.of(new byte[InfoHash.LENGTH]);

    /** Three connections may come in, and a fourth be dialled. */
    private final ConnectionBudget budget = new ConnectionBudget(4, 1 << 20);

    private final PacketPort port = PacketPort.open(TwoStacks.anyPort());
    private final PacketPort otherPort = PacketPort.open(TwoStacks.anyPort());
    private final FrontDoor door = FrontDoor.withoutSocket(port.address(), budget);
    private final UtpStack stack =
            UtpStack.open(port, UtpSettings.USUAL, TwoStacks.MEMORY, door::take);
    private final UtpStack other =
            UtpStack.open(otherPort, UtpSettings.USUAL, TwoStacks.MEMORY, _ -> {});
    private final BlockingQueue<Greeted> greeted = new LinkedBlockingQueue<>();

    UtpFrontDoorTest() throws IOException {}

    @AfterEach
    void close() {
        door.close();
        stack.close();
        other.close();
        port.close();
        otherPort.close();
    }

    @Test
    void handshakesAreExchanged() throws Exception {
        letIn();
        dialAndGreet();
        Greeted guest = greeted();
        assertThat(guest.theirs().infoHash()).isEqualTo(HASH);
        assertThat(guest.incoming()).isTrue();
    }

    @Test
    void whoComesOverUtpCountsLikeAnyoneUntilItIsClosed() throws Exception {
        letIn();
        List<Greeted> inside = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            dialAndGreet();
            inside.add(greeted());
        }
        Transport fourth = other.dial(port.address(), TwoStacks.PATIENCE);
        TwoStacks.write(fourth, handshake());
        assertThat(fourth.read(ByteBuffer.allocate(1)))
                .as("the fourth is for dialling")
                .isNegative();
        fourth.close();
        inside.getFirst().close();
        dialAndGreet();
        assertThat(greeted().incoming()).isTrue();
    }

    @Test
    void whoAsksForAShareThatIsNotThereIsTurnedAway() throws Exception {
        Transport transport = other.dial(port.address(), TwoStacks.PATIENCE);
        TwoStacks.write(transport, handshake());
        assertThat(transport.read(ByteBuffer.allocate(1))).isNegative();
    }

    private void letIn() {
        door.lead(
                HASH,
                new FrontDoor.Host() {
                    @Override
                    public Handshake handshake() {
                        return Handshake.ours(HASH, PeerId.random(new Random(1)));
                    }

                    @Override
                    public void admit(Greeted guest) {
                        greeted.add(guest);
                    }
                });
    }

    private Greeted greeted() throws InterruptedException {
        Greeted guest = greeted.poll(TwoStacks.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(guest).isNotNull();
        return guest;
    }

    private void dialAndGreet() throws IOException {
        Transport transport = other.dial(port.address(), TwoStacks.PATIENCE);
        TwoStacks.write(transport, handshake());
        assertThat(TwoStacks.read(transport, Handshake.LENGTH)).startsWith((byte) 19);
    }

    private static byte[] handshake() {
        ByteBuffer bytes = ByteBuffer.allocate(Handshake.LENGTH);
        Handshake.ours(HASH, PeerId.random(new Random(2))).put(bytes);
        return bytes.array();
    }
}
