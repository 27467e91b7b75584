package dunlin.swarm.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.Ticker;
import dunlin.peer.ConnectionBudget;
import dunlin.peer.FrontDoor;
import dunlin.peer.dial.RacingDialer;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.Magnet;
import dunlin.protocol.wire.ExtensionHandshake;
import dunlin.protocol.wire.Message;
import dunlin.protocol.wire.MetadataMessage;
import dunlin.swarm.LocalPeer;
import dunlin.swarm.ScriptedPeer;
import dunlin.swarm.dial.AddressBook;
import dunlin.swarm.dial.Connector;
import dunlin.swarm.dial.DhtPort;
import dunlin.swarm.dial.Origin;
import dunlin.testkit.SampleShare;
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
    private Connector connector;
    private MetadataFetch fetch;

    @BeforeEach
    void begin() throws Exception {
        int[] lengths = new int[600];
        Arrays.fill(lengths, 1);
        share = SampleShare.of(16_384, lengths);
        assertThat(share.info().bytes().length).as("two pieces").isBetween(16_385, 32_768);
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        connector =
                new Connector(
                        new AddressBook(100, true),
                        RacingDialer.overTcp(Optional.of(loopback), ConnectionBudget.small()),
                        Ticker.SYSTEM);
        fetch =
                new MetadataFetch(
                        Magnet.parse("magnet:?xt=urn:btih:" + share.info().id()),
                        PeerId.random(RandomGenerator.getDefault()),
                        6881,
                        DhtPort.NONE,
                        false,
                        connector,
                        Ticker.SYSTEM);
        connector.admitTo(fetch);
        fetch.start();
    }

    @AfterEach
    void end() {
        fetch.close();
    }

    private FrontDoor door() throws IOException {
        FrontDoor door =
                FrontDoor.open(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        ConnectionBudget.small());
        door.lead(share.info().id(), fetch);
        return door;
    }

    @Test
    void comesFromAPeerThatHasIt() throws Exception {
        try (LocalPeer seeder = LocalPeer.seeder(share, folder)) {
            connector.add(List.of(seeder.address()), Origin.PERSON);
            assertThat(fetch.await(ENOUGH)).contains(share.info().bytes());
            assertThat(seeder.connected()).isOne();
            fetch.close();
            Awaitility.await().until(() -> seeder.connected() == 0);
        }
    }

    @Test
    void comesInSpiteOfAPeerThatLies() throws Exception {
        try (LocalPeer seeder = LocalPeer.seeder(share, folder);
                FrontDoor host = door();
                ScriptedPeer liar = ScriptedPeer.dial(host.address(), share)) {
            liar.introduce(3, OptionalInt.of(share.info().bytes().length));
            Thread lies = Thread.ofVirtual().start(() -> lie(liar));
            connector.add(List.of(seeder.address()), Origin.PERSON);
            assertThat(fetch.await(ENOUGH)).contains(share.info().bytes());
            liar.close();
            lies.join();
        }
    }

    @Test
    void isNotTakenFromALiarAlone() throws Exception {
        try (FrontDoor host = door();
                ScriptedPeer liar = ScriptedPeer.dial(host.address(), share)) {
            liar.introduce(3, OptionalInt.of(share.info().bytes().length));
            Thread lies = Thread.ofVirtual().start(() -> lie(liar));
            assertThat(fetch.await(Duration.ofSeconds(3))).isEmpty();
            lies.join(Duration.ofSeconds(60));
            assertThat(lies.isAlive()).as("the liar was closed").isFalse();
        }
    }

    @Test
    void costsNothingWhenAPeerClaimsThatItIsHuge() throws Exception {
        try (FrontDoor host = door();
                ScriptedPeer boaster = ScriptedPeer.dial(host.address(), share);
                LocalPeer seeder = LocalPeer.seeder(share, folder)) {
            boaster.introduce(3, OptionalInt.of(MetadataMessage.MAX_SIZE));
            connector.add(List.of(seeder.address()), Origin.PERSON);
            assertThat(fetch.await(ENOUGH)).contains(share.info().bytes());
        }
    }

    @Test
    void isAskedOfAPeerThatTellsTheSizeLater() throws Exception {
        try (FrontDoor host = door();
                ScriptedPeer peer = ScriptedPeer.dial(host.address(), share)) {
            peer.introduce(3, OptionalInt.empty());
            peer.tellsMetadataSize(share.info().bytes().length);
            Message.Extended asked = peer.hear(Message.Extended.class);
            while (asked.id() == ExtensionHandshake.NUMBER) {
                asked = peer.hear(Message.Extended.class);
            }
            assertThat(asked.id()).isEqualTo(3);
            assertThat(MetadataMessage.parse(asked.payload()))
                    .isInstanceOf(MetadataMessage.Request.class);
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
