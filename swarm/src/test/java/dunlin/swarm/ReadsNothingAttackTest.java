package dunlin.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.Ticker;
import dunlin.peer.ConnectionBudget;
import dunlin.peer.Handshaker;
import dunlin.peer.RateLimiter;
import dunlin.protocol.PeerId;
import dunlin.protocol.wire.Extension;
import dunlin.protocol.wire.ExtensionHandshake;
import dunlin.protocol.wire.Handshake;
import dunlin.protocol.wire.Message;
import dunlin.protocol.wire.MetadataMessage;
import dunlin.swarm.dial.AddressBook;
import dunlin.swarm.dial.Connector;
import dunlin.swarm.dial.DhtPort;
import dunlin.testkit.MemoryDisk;
import dunlin.testkit.SampleShare;
import dunlin.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A thousand strangers who ask on and on and read nothing, at one node. */
@Tag("attack")
class ReadsNothingAttackTest {
    private static final int STRANGERS = 1_000;
    private static final int QUESTIONS = 200;
    private static final long KIB = 1024;

    /** Its metadata is 5 pieces long. */
    private final SampleShare share;

    private final List<DeafTransport> strangers = new ArrayList<>();
    private Swarm swarm;

    ReadsNothingAttackTest() throws Exception {
        share = SampleShare.of(64, 64 * 4_000);
    }

    @BeforeEach
    void serve() {
        VirtualTime time = new VirtualTime();
        Connector connector =
                new Connector(
                        new AddressBook(10, true),
                        (remote, _, _) -> {
                            throw new IOException("nobody dials " + remote);
                        },
                        Ticker.SYSTEM);
        swarm =
                new Swarm(
                        share.info(),
                        share.all(),
                        MemoryDisk.with(
                                time,
                                share.info(),
                                share.content(),
                                share.all(),
                                new MemoryDisk.Faults()),
                        connector,
                        new Swarm.Settings(
                                anyId(),
                                1,
                                DhtPort.NONE,
                                false,
                                RateLimiter.UNLIMITED,
                                RateLimiter.UNLIMITED,
                                new PieceBuffers(1 << 20),
                                2 * STRANGERS,
                                Ticker.SYSTEM,
                                RandomGenerator.getDefault()),
                        new SwarmListener() {});
        swarm.serveOnly();
    }

    @AfterEach
    void close() {
        swarm.close();
    }

    private static PeerId anyId() {
        return PeerId.random(RandomGenerator.getDefault());
    }

    private void come(ConnectionBudget budget, Message... saying) throws Exception {
        for (int i = 0; i < STRANGERS; i++) {
            Handshake handshake = Handshake.ours(share.info().id(), anyId());
            DeafTransport stranger = DeafTransport.saying(i, handshake, saying);
            strangers.add(stranger);
            swarm.admit(
                    Handshaker.answer(
                            stranger,
                            _ -> Optional.of(swarm.handshake()),
                            Duration.ofMinutes(1),
                            budget));
        }
        for (DeafTransport stranger : strangers) {
            stranger.awaitHeard();
        }
    }

    @Test
    void whoAsksForMetadataAndReadsNothingHasOneAnswerWaiting() throws Exception {
        ConnectionBudget budget = new ConnectionBudget(2 * STRANGERS, 64 * KIB * KIB);
        Message[] saying = new Message[1 + QUESTIONS];
        ExtensionHandshake introduction =
                new ExtensionHandshake(
                        Map.of(Extension.UT_METADATA, 3),
                        Optional.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        Optional.empty());
        saying[0] = new Message.Extended(0, introduction.toBytes());
        for (int i = 0; i < QUESTIONS; i++) {
            saying[i + 1] =
                    new Message.Extended(
                            Extension.UT_METADATA.number(),
                            new MetadataMessage.Request(i % 5).toBytes());
        }
        come(budget, saying);
        assertThat(budget.heldBytes()).isLessThanOrEqualTo(STRANGERS * 17 * KIB);
        assertThat(strangers).allMatch(DeafTransport::isOpen);
    }

    @Test
    void whenTheBuffersOfAllAreFullThoseWhoDoNotReadAreClosed() throws Exception {
        ConnectionBudget budget = new ConnectionBudget(2 * STRANGERS, 2 * KIB * KIB);
        Message[] saying = new Message[4_000]; // each draws a reject of its own length
        Arrays.fill(saying, new Message.Request(0, 0, 64));
        come(budget, saying);
        assertThat(budget.heldBytes()).isLessThanOrEqualTo(2 * KIB * KIB);
        assertThat(strangers).anyMatch(DeafTransport::isOpen).anyMatch(one -> !one.isOpen());
    }
}
