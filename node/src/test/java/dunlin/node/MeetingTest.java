package dunlin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dunlin.discovery.tracker.TrackerClient;
import dunlin.node.api.FetchOrder;
import dunlin.node.api.NodeRefusal.Lack;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.api.ShareState;
import dunlin.node.api.Wanted;
import dunlin.protocol.Bitfield;
import dunlin.protocol.PeerId;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.AnnounceResponse;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import dunlin.protocol.wire.Handshake;
import dunlin.protocol.wire.Message;
import dunlin.protocol.wire.MessageCodec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who meets whom, and what a fetch says that met nobody good. */
class MeetingTest {
    private static final int PIECE = 32 * 1024;
    private static final byte REQUEST = 6;
    private static final byte PIECE_MESSAGE = 7;
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir private Path folder;
    private LocalSwarm swarm;

    @BeforeEach
    void startATracker() throws Exception {
        swarm = LocalSwarm.in(folder);
    }

    @AfterEach
    void stop() throws Exception {
        swarm.close();
    }

    private FetchOrder order(String name, Duration patience) throws Exception {
        return new FetchOrder(swarm.downloads(name), Optional.empty(), patience);
    }

    private static ShareState state(Node node, int number) throws Exception {
        return node.share(number).orElseThrow().state();
    }

    /** It knows of no sharer, as if none could be dialled; the tracker knows of it. */
    @Test
    void aSharerThatCannotBeDialledDialsWhoFetches() throws Exception {
        Metainfo share = swarm.folder("hidden", 300_000, PIECE);
        Node fetcher = swarm.node();
        int number =
                fetcher.fetch(
                                new Wanted.Described(share, Tiers.NONE),
                                order("hidden", Duration.ZERO))
                        .number();
        AnnounceResponse known =
                new TrackerClient(Optional.of(InetAddress.getLoopbackAddress()))
                        .announce(
                                swarm.trackers().urls().getFirst(),
                                leecherAt(share, fetcher.self().address()));
        assertThat(known).isInstanceOf(AnnounceResponse.Peers.class);

        swarm.seeder(share);
        await().atMost(SOON).until(() -> state(fetcher, number) instanceof ShareState.Serving);
    }

    private static AnnounceRequest leecherAt(Metainfo share, InetSocketAddress address) {
        return new AnnounceRequest(
                share.info().id(),
                PeerId.random(new Random(1)),
                address.getPort(),
                0,
                0,
                1,
                Event.STARTED,
                OptionalInt.of(0),
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void aFetchWhoseOnlyPeerNoticesThatItsCopyHasChangedSaysThatThisMayBe() throws Exception {
        Metainfo share = swarm.folder("changed", 300_000, PIECE);
        Path file = swarm.content("changed").resolve("z.bin");
        byte[] bytes = Files.readAllBytes(file);
        bytes[7] ^= 1;
        Files.write(file, bytes);
        swarm.seeder(share);
        assertThat(lackOf(swarm.node(), share, swarm.trackers())).isEqualTo(new Lack.PeersLeft());
    }

    @Test
    void aFetchThatHasNobodyButALiarSaysSo() throws Exception {
        Metainfo share = swarm.folder("false", 300_000, PIECE);
        try (ServerSocket liar = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> lie(liar, share));
            Node fetcher = swarm.node((InetSocketAddress) liar.getLocalSocketAddress());
            assertThat(lackOf(fetcher, share, Tiers.NONE)).isEqualTo(new Lack.FalseData(1));
        }
    }

    private Lack lackOf(Node fetcher, Metainfo share, Tiers trackers) throws Exception {
        String name = share.info().name();
        int number =
                fetcher.fetch(
                                new Wanted.Described(share, trackers),
                                order(name, Duration.ofSeconds(2)))
                        .number();
        await().atMost(SOON).until(() -> state(fetcher, number) instanceof ShareState.Failed);
        Why why = ((ShareState.Failed) state(fetcher, number)).why().why();
        return ((Why.NothingCame) why).lack();
    }

    /** Whatever block is asked for, it gives zeros. */
    private static void lie(ServerSocket liar, Metainfo share) {
        int pieces = share.info().geometry().pieces();
        try (Socket socket = liar.accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            in.skipNBytes(Handshake.LENGTH);
            ByteBuffer hello = ByteBuffer.allocate(Handshake.LENGTH);
            PeerId id = PeerId.random(new Random(2));
            new Handshake(share.info().id(), id, false, false, false).put(hello);
            out.write(hello.array());
            put(out, new Message.BitfieldMessage(Bitfield.all(pieces).toBytes()));
            put(out, new Message.Unchoke());
            while (true) {
                ByteBuffer frame = ByteBuffer.wrap(in.readNBytes(in.readInt()));
                if (frame.hasRemaining() && frame.get() == REQUEST) {
                    out.writeInt(9 + frame.getInt(9));
                    out.writeByte(PIECE_MESSAGE);
                    out.writeInt(frame.getInt());
                    out.writeInt(frame.getInt());
                    out.write(new byte[frame.getInt()]);
                }
            }
        } catch (IOException _) {
            return; // it is seen through
        }
    }

    private static void put(DataOutputStream out, Message message) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MessageCodec.length(message));
        MessageCodec.put(message, bytes);
        out.write(bytes.array());
    }
}
