package dunlin.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dunlin.peer.dial.RacingDialer;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.wire.Handshake;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Strangers who connect and never say who they are. */
@Tag("attack")
class HalfOpenAttackTest {
    private final InfoHash share = InfoHash.of(new byte[InfoHash.LENGTH]);
    private final Handshake ours = Handshake.ours(share, PeerId.random(new Random(2)));
    private final Handshake theirs = Handshake.ours(share, PeerId.random(new Random(3)));

    @Test
    void sixtyFourOfEachOfFourAddressesKeepNobodyOut() throws Exception {
        AtomicInteger halfOpen = new AtomicInteger();
        ConnectionBudget budget = ConnectionBudget.small();
        List<SocketChannel> silent = new ArrayList<>();
        try (PeerListeningSocket door =
                PeerListeningSocket.open(
                        Loopback.anyPort(),
                        new HalfOpen(
                                HalfOpen.Bounds.USUAL,
                                budget,
                                transport -> {
                                    halfOpen.incrementAndGet();
                                    Handshaker.answer(
                                            transport,
                                            _ -> Optional.of(ours),
                                            Duration.ofMinutes(1),
                                            budget);
                                }))) {
            for (int i = 0; i < 256; i++) {
                SocketChannel channel =
                        SocketChannel.open()
                                .bind(new InetSocketAddress("127.0.0." + (2 + i % 4), 0));
                channel.connect(door.address());
                silent.add(channel);
            }
            await().until(() -> halfOpen.get() == 256);

            Greeted greeted =
                    RacingDialer.overTcp(Optional.of(new InetSocketAddress("127.0.0.1", 0)), budget)
                            .dial(door.address(), theirs, Duration.ofSeconds(10));
            assertThat(greeted.theirs()).isEqualTo(ours);
            greeted.close();
        } finally {
            for (SocketChannel channel : silent) {
                channel.close();
            }
        }
    }
}
