package dunlin.swarm.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.Magnet;
import dunlin.protocol.wire.Message;
import dunlin.protocol.wire.MetadataMessage;
import dunlin.swarm.Listening;
import dunlin.swarm.LocalPeer;
import dunlin.swarm.SampleShare;
import dunlin.swarm.ScriptedPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metadata over real sockets, from honest peers and others. */
class MetadataFetchTest {
    private static final Duration ENOUGH = Duration.ofSeconds(30);

    @TempDir private Path folder;
    private SampleShare share;
    private MetadataFetch fetch;

    @BeforeEach
    void begin() throws Exception {
        int[] lengths = new int[600];
        Arrays.fill(lengths, 1);
        share = SampleShare.of(16_384, lengths);
        assertThat(share.info().bytes().length).as("two pieces").isBetween(16_385, 32_768);
        Optional<InetSocketAddress> loopback =
                Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        fetch =
                new MetadataFetch(
                        Magnet.parse("magnet:?xt=urn:btih:" + share.info().id()),
                        PeerId.random(RandomGenerator.getDefault()),
                        6881,
                        loopback);
    }

    @AfterEach
    void end() {
        fetch.close();
    }

    @Test
    void comesFromAPeerThatHasIt() throws Exception {
        try (LocalPeer seeder = LocalPeer.seeder(share, folder)) {
            fetch.addPeers(List.of(seeder.address()), true);
            assertThat(fetch.await(ENOUGH)).contains(share.info().bytes());
            assertThat(seeder.connected()).isOne();
            fetch.close();
            Awaitility.await().until(() -> seeder.connected() == 0);
        }
    }

    @Test
    void comesInSpiteOfAPeerThatLies() throws Exception {
        try (LocalPeer seeder = LocalPeer.seeder(share, folder);
                Listening host = Listening.on(() -> fetch);
                ScriptedPeer liar = ScriptedPeer.dial(host.address(), share)) {
            liar.introduce(3, OptionalInt.of(share.info().bytes().length));
            Thread lies = Thread.ofVirtual().start(() -> lie(liar));
            fetch.addPeers(List.of(seeder.address()), true);
            assertThat(fetch.await(ENOUGH)).contains(share.info().bytes());
            liar.close();
            lies.join();
        }
    }

    @Test
    void isNotTakenFromALiarAlone() throws Exception {
        try (Listening host = Listening.on(() -> fetch);
                ScriptedPeer liar = ScriptedPeer.dial(host.address(), share)) {
            liar.introduce(3, OptionalInt.of(share.info().bytes().length));
            Thread lies = Thread.ofVirtual().start(() -> lie(liar));
            assertThat(fetch.await(Duration.ofSeconds(3))).isEmpty();
            lies.join(Duration.ofSeconds(10));
            assertThat(lies.isAlive()).as("the liar was closed").isFalse();
        }
    }

    @Test
    void costsNothingWhenAPeerClaimsThatItIsHuge() throws Exception {
        try (Listening host = Listening.on(() -> fetch);
                ScriptedPeer boaster = ScriptedPeer.dial(host.address(), share);
                LocalPeer seeder = LocalPeer.seeder(share, folder)) {
            boaster.introduce(3, OptionalInt.of(MetadataMessage.MAX_SIZE));
            fetch.addPeers(List.of(seeder.address()), true);
            assertThat(fetch.await(ENOUGH)).contains(share.info().bytes());
        }
    }

    @Test
    void endsWithItsDeadline() throws Exception {
        assertThat(fetch.await(Duration.ofMillis(50))).isEmpty();
    }

    /** Answers every request with bytes that are wrong, until it is closed. */
    private void lie(ScriptedPeer liar) {
        int size = share.info().bytes().length;
        try {
            while (true) {
                Message.Extended asked = liar.hear(Message.Extended.class);
                if (asked.id() == 3
                        && MetadataMessage.parse(asked.payload())
                                instanceof MetadataMessage.Request(int piece)) {
                    byte[] lies = new byte[MetadataMessage.length(piece, size)];
                    liar.say(ScriptedPeer.metadata(new MetadataMessage.Data(piece, size, lies)));
                }
            }
        } catch (IOException | ProtocolException _) { // the connection ended
            return;
        }
    }
}
