package dunlin.swarm;

import dunlin.protocol.Block;
import dunlin.protocol.wire.Message;
import dunlin.testkit.SampleShare;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A peer that begins the block it was asked for, and sends a byte of it a second. */
@Tag("attack")
class DrippingPeerAttackTest {
    private static final int PIECE = 64 * 1024;

    @TempDir private Path folder;

    @Test
    void putsTheEndOffBySecondsOnly() throws Exception {
        SampleShare share = SampleShare.of(PIECE, 8 * PIECE);
        try (LocalPeer leecher = LocalPeer.leecher(share, folder);
                ScriptedPeer dripper = ScriptedPeer.dial(leecher)) {
            dripper.has(share.all());
            dripper.say(new Message.Unchoke());
            List<Block> asked = dripper.hearRequests(1);
            dripper.begin(asked.getFirst());
            Thread drip = Thread.ofVirtual().start(() -> drip(dripper));
            try (ScriptedPeer seeder = ScriptedPeer.dial(leecher)) {
                seeder.seed(ScriptedPeer.Giving.HONEST);
                Awaitility.await() // without the other it would be a minute and more
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> leecher.swarm.status().complete());
            }
            drip.interrupt();
            drip.join();
        }
    }

    private static void drip(ScriptedPeer peer) {
        try {
            while (true) {
                peer.raw(new byte[1]);
                Thread.sleep(1_000);
            }
        } catch (IOException
                | InterruptedException _) { // closed, as it should be, or the test is over
            return;
        }
    }
}
