package dunlin.swarm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dunlin.protocol.Bitfield;
import dunlin.protocol.Block;
import dunlin.protocol.Geometry;
import dunlin.protocol.wire.Message;
import dunlin.protocol.wire.MetadataMessage;
import dunlin.testkit.SampleShare;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a peer may do to a swarm, and what it costs us. */
class HostilePeerTest {
    private static final int BLOCK = Geometry.BLOCK_LENGTH;
    private static final int PIECE = 4 * BLOCK;

    @TempDir private Path folder;

    static List<Message> messagesThatNameNothing() {
        return List.of(
                new Message.Have(3),
                new Message.Have(-1),
                new Message.Request(3, 0, BLOCK),
                new Message.Request(0, PIECE - BLOCK + 1, BLOCK),
                new Message.Request(0, -1, BLOCK),
                new Message.Request(0, 0, -1),
                new Message.Request(0, 0, 1 << 30),
                new Message.Request(2, 0, BLOCK),
                new Message.Cancel(3, 0, BLOCK),
                new Message.Cancel(0, Integer.MAX_VALUE, BLOCK),
                new Message.Reject(-3, 0, BLOCK),
                new Message.Suggest(3),
                new Message.AllowedFast(Integer.MIN_VALUE),
                new Message.BitfieldMessage(new byte[2]),
                new Message.BitfieldMessage(new byte[] {0x10}));
    }

    @ParameterizedTest
    @MethodSource("messagesThatNameNothing")
    void isClosedForNamingWhatDoesNotExist(Message message) throws Exception {
        SampleShare share = SampleShare.of(PIECE, 2 * PIECE + 10);
        try (LocalPeer seeder = LocalPeer.seeder(share, folder);
                ScriptedPeer peer = ScriptedPeer.dial(seeder)) {
            peer.say(message);
            assertThat(peer.isClosed()).isTrue();
        }
    }

    @Test
    void isClosedForABlockThatDoesNotExist() throws Exception {
        SampleShare share = SampleShare.of(PIECE, 2 * PIECE + 10);
        try (LocalPeer leecher = LocalPeer.leecher(share, folder);
                ScriptedPeer peer = ScriptedPeer.dial(leecher)) {
            peer.say(new Message.Piece(2, 0, BLOCK));
            assertThat(peer.isClosed()).isTrue();
        }
    }

    @Test
    void isClosedForTakingBackThatItHasAPiece() throws Exception {
        SampleShare share = SampleShare.of(PIECE, 2 * PIECE);
        try (LocalPeer leecher = LocalPeer.leecher(share, folder);
                ScriptedPeer peer = ScriptedPeer.dial(leecher)) {
            Bitfield first = share.none();
            first.set(0);
            peer.has(first);
            peer.has(share.all());
            await().until(() -> leecher.swarm.status().peers().getFirst().pieces() == 2);
            peer.has(first);
            assertThat(peer.isClosed()).isTrue();
        }
    }

    @Test
    void isClosedForASecondStandInForTheBitfield() throws Exception {
        SampleShare share = SampleShare.of(PIECE, PIECE);
        try (LocalPeer leecher = LocalPeer.leecher(share, folder);
                ScriptedPeer peer = ScriptedPeer.dial(leecher)) {
            peer.say(new Message.HaveNone(), new Message.HaveAll());
            assertThat(peer.isClosed()).isTrue();
        }
    }

    @Test
    void isClosedForAHundredThousandRequestsWhileChoked() throws Exception {
        SampleShare share = SampleShare.of(PIECE, PIECE);
        try (LocalPeer seeder = LocalPeer.seeder(share, folder);
                ScriptedPeer peer = ScriptedPeer.dial(seeder)) {
            peer.say(request(share)); // of a flood the answers may be lost with the connection
            assertThat(peer.hear(Message.Reject.class)).isEqualTo(new Message.Reject(0, 0, BLOCK));
            Thread flood = Thread.ofVirtual().start(() -> peer.flood(request(share), 100_000));
            assertThat(peer.isClosed()).isTrue();
            flood.join();
        }
    }

    @Test
    void isIgnoredIfItAsksWhileChokedAndCannotBeTold() throws Exception {
        SampleShare share = SampleShare.of(PIECE, PIECE);
        try (LocalPeer seeder = LocalPeer.seeder(share, folder);
                ScriptedPeer peer = ScriptedPeer.dialPlain(seeder)) {
            peer.flood(request(share), 10_000);
            peer.say(new Message.Interested());
            assertThat(peer.hear()).isInstanceOf(Message.BitfieldMessage.class);
            assertThat(peer.hear()).isEqualTo(new Message.Unchoke());
            peer.request(share.geometry().block(0, 1));
            peer.hear(Message.Piece.class);
            assertThat(peer.payload()).isEqualTo(share.bytes(share.geometry().block(0, 1)));
        }
    }

    private static Message request(SampleShare share) {
        Block block = share.geometry().block(0, 0);
        return new Message.Request(block.piece(), block.begin(), block.length());
    }

    @Test
    void cannotLeaveAnAddressBehindThatCountsAsConnectedForEver() throws Exception {
        SampleShare share = SampleShare.of(PIECE, PIECE);
        try (LocalPeer leecher = LocalPeer.leecher(share, folder);
                ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            try (ScriptedPeer peer = ScriptedPeer.dial(leecher)) {
                peer.listensAt(first.getLocalPort());
                peer.listensAt(1);
                peer.has(share.all());
                peer.hear(Message.Interested.class);
            }
            first.setSoTimeout(60_000);
            first.accept().close(); // it is idle again, and dialled
        }
    }

    @Test
    void isClosedForEndlessDataThatNobodyAskedFor() throws Exception {
        SampleShare share = SampleShare.of(PIECE, PIECE);
        try (LocalPeer leecher = LocalPeer.leecher(share, folder);
                ScriptedPeer peer = ScriptedPeer.dial(leecher)) {
            peer.give(share.geometry().block(0, 0));
            Thread flood = Thread.ofVirtual().start(() -> giveForEver(peer, share));
            assertThat(peer.isClosed()).isTrue();
            flood.join();
            assertThat(leecher.swarm.status().downloaded()).isLessThan(40 << 20);
            assertThat(leecher.swarm.status().done()).isZero();
        }
    }

    private static void giveForEver(ScriptedPeer peer, SampleShare share) {
        try {
            while (true) {
                peer.give(share.geometry().block(0, 0));
            }
        } catch (IOException _) { // closed by the other side
            return;
        }
    }

    @Test
    void getsNoMoreMetadataThanItReads() throws Exception {
        SampleShare share = SampleShare.of(PIECE, manyFiles());
        try (LocalPeer seeder = LocalPeer.seeder(share, folder);
                ScriptedPeer peer = ScriptedPeer.dial(seeder)) {
            peer.introduce(7, OptionalInt.empty());
            int asked = 1_000;
            peer.flood(ScriptedPeer.metadata(new MetadataMessage.Request(0)), asked);
            peer.say(new Message.Interested());
            int answers = 0;
            for (Message heard = peer.hear();
                    !(heard instanceof Message.Unchoke);
                    heard = peer.hear()) {
                answers++;
            }
            assertThat(answers).isBetween(2, asked / 4);
        }
    }

    @Test
    void getsNoMetadataOfAPrivateShare() throws Exception {
        SampleShare share = SampleShare.of(PIECE, true, PIECE);
        try (LocalPeer seeder = LocalPeer.seeder(share, folder);
                ScriptedPeer peer = ScriptedPeer.dial(seeder)) {
            Message.Extended hello = peer.hear(Message.Extended.class);
            assertThat(new String(hello.payload(), ISO_8859_1)).doesNotContain("metadata_size");
            peer.introduce(7, OptionalInt.empty());
            peer.say(ScriptedPeer.metadata(new MetadataMessage.Request(0)));
            peer.say(new Message.Interested());
            assertThat(peer.hear()).isEqualTo(new Message.Unchoke());
        }
    }

    @Test
    void isBannedAloneForOneFalseBlockAmongGoodPeers() throws Exception {
        SampleShare share = SampleShare.of(16 * BLOCK, 64 * BLOCK);
        try (LocalPeer leecher = LocalPeer.leecher(share, folder);
                ScriptedPeer liar = ScriptedPeer.dial(leecher);
                ScriptedPeer good = ScriptedPeer.dial(leecher);
                ScriptedPeer better = ScriptedPeer.dial(leecher)) {
            CountDownLatch lied = new CountDownLatch(1);
            ScriptedPeer.Giving honest =
                    (block, bytes) -> {
                        lied.await();
                        return bytes;
                    };
            good.seed(honest);
            better.seed(honest);
            await().until(() -> leecher.connected() == 3);
            liar.seed((block, bytes) -> {
                if (lied.getCount() > 0) {
                    bytes[5] ^= 1;
                }
                lied.countDown();
                return bytes;
            });
            assertThat(leecher.awaitWhole()).isTrue();
            await().until(() -> leecher.banned.size() == 1);
            assertThat(leecher.banned).containsExactly(liar.address());
            assertThat(leecher.swarm.status().peers())
                    .extracting(SwarmStatus.Peer::address)
                    .isSubsetOf(good.address(), better.address());
            try (ScriptedPeer again = ScriptedPeer.dial(leecher, liar.id)) {
                assertThat(again.isClosed()).as("from another port").isTrue();
            }
        }
    }

    @Test
    void mayVanishInMidPieceWithoutHarm() throws Exception {
        SampleShare share = SampleShare.of(PIECE, 3 * PIECE);
        try (LocalPeer leecher = LocalPeer.leecher(share, folder)) {
            try (ScriptedPeer coward = ScriptedPeer.dial(leecher)) {
                coward.has(share.all());
                coward.say(new Message.Unchoke());
                List<Block> asked = coward.hearRequests(12);
                coward.give(asked.get(0));
                coward.begin(asked.get(1));
            }
            try (ScriptedPeer seeder = ScriptedPeer.dial(leecher)) {
                seeder.seed(ScriptedPeer.Giving.HONEST);
                assertThat(leecher.awaitWhole()).isTrue();
            }
        }
    }

    @Test
    void mayNeverUnchokeUsWithoutHarm() throws Exception {
        SampleShare share = SampleShare.of(PIECE, 3 * PIECE);
        try (LocalPeer leecher = LocalPeer.leecher(share, folder);
                ScriptedPeer miser = ScriptedPeer.dial(leecher);
                ScriptedPeer seeder = ScriptedPeer.dial(leecher)) {
            miser.has(share.all());
            miser.hear(Message.Interested.class);
            seeder.seed(ScriptedPeer.Giving.HONEST);
            assertThat(leecher.awaitWhole()).isTrue();
        }
    }

    @Test
    void isToldToCancelInTheEndgameAndNotBlamedForABlockThatWasOnItsWay() throws Exception {
        SampleShare share = SampleShare.of(PIECE, 2 * PIECE);
        Bitfield first = share.none();
        first.set(0);
        try (LocalPeer leecher = LocalPeer.leecher(share, folder);
                ScriptedPeer slow = ScriptedPeer.dial(leecher);
                ScriptedPeer quick = ScriptedPeer.dial(leecher)) {
            slow.has(first);
            slow.say(new Message.Unchoke());
            List<Block> asked = slow.hearRequests(4);
            quick.has(first);
            quick.say(new Message.Unchoke());
            for (Block block : quick.hearRequests(4)) {
                quick.give(block);
            }
            for (int i = 0; i < 4; i++) {
                slow.hear(Message.Cancel.class);
            }
            await().until(() -> leecher.swarm.status().completePieces() == 1);
            slow.give(asked.get(0));
            slow.say(new Message.Interested());
            slow.hear(Message.Unchoke.class);
            assertThat(leecher.banned).isEmpty();
            assertThat(leecher.connected()).isEqualTo(2);
        }
    }

    private static int[] manyFiles() {
        int[] lengths = new int[600];
        Arrays.fill(lengths, 1);
        return lengths;
    }
}
