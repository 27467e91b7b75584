package dunlin.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.peer.PeerConnection;
import dunlin.protocol.Block;
import dunlin.protocol.Geometry;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.Message;
import dunlin.testkit.SampleShare;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom a download asks, and of whom it lets go, at times that the test chooses. */
class DownloadTest {
    private static final int BLOCK = Geometry.BLOCK_LENGTH;
    private static final int PIECE = 4 * BLOCK;
    static final long START = System.nanoTime();

    private final Random random = new Random(1);
    private final List<SwarmPeer> peers = new ArrayList<>();
    private final PieceBuffers buffers = new PieceBuffers(3 * PIECE);
    private SampleShare share;
    private Download download;

    @BeforeEach
    void begin() throws ProtocolException {
        share = SampleShare.of(PIECE, 40 * PIECE);
        download = new Download(share.info(), share.none(), peers, buffers, random, START);
        download.start();
        download.tick(START);
    }

    /** A peer that has everything and serves us. */
    private SwarmPeer seeder() throws ProtocolException {
        SwarmPeer peer = seederThatChokes();
        download.unchoked(peer, START);
        return peer;
    }

    private SwarmPeer seederThatChokes() throws ProtocolException {
        PeerConnection connection =
                SilentConnection.with(10_000 + peers.size(), PeerId.random(random), true);
        SwarmPeer peer = new SwarmPeer(connection, START);
        peers.add(peer);
        download.joined(peer);
        download.has(peer, share.all(), START);
        return peer;
    }

    private static Message.Piece head(Block block) {
        return new Message.Piece(block.piece(), block.begin(), block.length());
    }

    private static Message.Reject reject(Block block) {
        return new Message.Reject(block.piece(), block.begin(), block.length());
    }

    /** Every block of the pieces that can be under way at once. */
    private List<Block> allBlocks() {
        List<Block> blocks = new ArrayList<>();
        for (int piece = 0; piece < share.geometry().pieces(); piece++) {
            for (int i = 0; i < share.geometry().blocks(piece); i++) {
                blocks.add(share.geometry().block(piece, i));
            }
        }
        return blocks;
    }

    private void rejectAll(SwarmPeer peer) throws ProtocolException {
        for (Block block : allBlocks()) {
            download.rejected(peer, reject(block));
        }
    }

    private static long after(long seconds) {
        return START + TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void asksAPeerThatRejectedOnlyWithTheNextTick() throws Exception {
        SwarmPeer peer = seeder();
        assertThat(download.outstanding(peer)).isEqualTo(12);
        rejectAll(peer);
        assertThat(download.outstanding(peer)).isZero();
        download.tick(after(1));
        assertThat(download.outstanding(peer)).isEqualTo(12);
    }

    @Test
    void takesBackWhatAPeerOwesHoweverOftenItSaysThatItServesUs() throws Exception {
        SwarmPeer idle = seeder();
        SwarmPeer other = seeder();
        assertThat(download.outstanding(idle)).as("all that there is memory for").isEqualTo(12);
        assertThat(download.outstanding(other)).isZero();
        for (int second = 1; second < 120; second++) {
            download.choked(idle);
            download.unchoked(idle, after(second));
            download.tick(after(second));
        }
        assertThat(download.outstanding(other)).isPositive();
    }

    @Test
    void shutsOutWhoRejectsEverything() throws Exception {
        SwarmPeer peer = seeder();
        assertThatThrownBy(
                        () -> {
                            for (int second = 1; second < 200; second++) {
                                rejectAll(peer);
                                download.tick(after(second));
                            }
                        })
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("rejected 1600 requests");
    }

    @Test
    void shutsOutWhoRejectsAllThatItAllows() throws Exception {
        SwarmPeer peer = seederThatChokes();
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 1_700; i++) {
                                download.allowed(peer, share.geometry().piece(7), START);
                                rejectAll(peer);
                            }
                        })
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("rejected");
    }

    @Test
    void doesNotCountWhatAChokeRejects() throws Exception {
        SwarmPeer peer = seeder();
        for (int i = 0; i < 60; i++) {
            download.choked(peer);
            rejectAll(peer);
            download.unchoked(peer, START);
        }
        assertThat(download.outstanding(peer)).isEqualTo(12);
    }

    @Test
    void asksWhoHadNothingToDoAsSoonAsThereIsMemoryAgain() throws Exception {
        SwarmPeer busy = seeder();
        SwarmPeer idle = seeder();
        assertThat(download.outstanding(busy)).isEqualTo(12);
        assertThat(download.outstanding(idle)).isZero();
        CompletePiece complete = giveAPiece(busy);
        int before = download.outstanding(busy);
        download.verified(complete.piece(), complete.buffer(), new byte[0], START);
        assertThat(download.outstanding(idle)).isEqualTo(4);
        assertThat(download.outstanding(busy)).isEqualTo(before);
    }

    @Test
    void asksWhoHadNothingToDoAsSoonAsAnotherLeaves() throws Exception {
        SwarmPeer busy = seeder();
        SwarmPeer idle = seeder();
        peers.remove(busy);
        download.left(busy, START);
        assertThat(download.outstanding(idle)).isEqualTo(12);
    }

    @Test
    void asksAnotherForAPieceWhoseOnlyGiverLied() throws Exception {
        SwarmPeer liar = seeder();
        SwarmPeer idle = seeder();
        CompletePiece complete = giveAPiece(liar);
        for (Block block : allBlocks()) {
            download.rejected(liar, reject(block));
        }
        byte[] fingerprints = Suspects.fingerprints(complete.buffer());
        assertThat(download.corrupt(complete.piece(), complete.buffer(), fingerprints, START))
                .containsExactly(liar);
        assertThat(download.outstanding(liar)).isZero();
        assertThat(download.outstanding(idle)).isPositive();
    }

    private CompletePiece giveAPiece(SwarmPeer peer) throws ProtocolException {
        for (Block block : allBlocks()) {
            if (download.begins(peer, head(block), START) != null) {
                CompletePiece complete = download.arrived(peer, head(block), START);
                if (complete != null) {
                    return complete;
                }
            }
        }
        throw new AssertionError("no piece was asked for");
    }

    @Test
    void closesWhoStopsInTheMiddleOfABlockThatOthersHave() throws Exception {
        SwarmPeer stalling = seeder();
        seederThatChokes();
        beginABlock(stalling);
        stalling.connection.start();
        download.tick(after(8));
        assertThat(stalling.connection.isClosed()).isFalse();
        download.tick(after(11));
        assertThat(stalling.connection.isClosed()).isTrue();
    }

    @Test
    void closesWhoSendsABlockTooSlowlyThatOthersHave() throws Exception {
        SwarmPeer crawling = seeder();
        seederThatChokes();
        beginABlock(crawling);
        download.tick(after(59));
        assertThat(crawling.connection.isClosed()).isFalse();
        download.tick(after(61));
        assertThat(crawling.connection.isClosed()).isTrue();
    }

    @Test
    void closesWhoHoldsUpABlockThatOneWithNothingElseToDoHas() throws Exception {
        SwarmPeer crawling = seeder();
        seeder();
        beginABlock(crawling);
        download.tick(after(4));
        assertThat(crawling.connection.isClosed()).isFalse();
        download.tick(after(6));
        assertThat(crawling.connection.isClosed()).isTrue();
    }

    @Test
    void isPatientWithTheOnlyPeerThatHasABlock() throws Exception {
        SwarmPeer only = seeder();
        beginABlock(only);
        download.tick(after(120));
        assertThat(only.connection.isClosed()).isFalse();
    }

    private void beginABlock(SwarmPeer peer) throws ProtocolException {
        for (Block block : allBlocks()) {
            if (download.begins(peer, head(block), START) != null) {
                return;
            }
        }
        throw new AssertionError("no block was asked for");
    }
}
