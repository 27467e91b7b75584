package dunlin.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dunlin.protocol.Bitfield;
import dunlin.protocol.Block;
import dunlin.protocol.Geometry;
import dunlin.protocol.bencode.BencodeWriter;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.wire.Message;
import dunlin.storage.StorageException;
import dunlin.testkit.SampleShare;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What swarms do for each other, over real sockets and disks. */
class SwarmTest {
    private static final int BLOCK = Geometry.BLOCK_LENGTH;
    private static final int PIECE = 4 * BLOCK;

    @TempDir private Path folder;

    @Test
    void fetchesFromPeersThatEachHaveAPart() throws Exception {
        SampleShare share = SampleShare.of(PIECE, 10 * PIECE + 5, 0, 3 * PIECE);
        Bitfield even = share.none();
        Bitfield odd = share.none();
        for (int piece = 0; piece < share.geometry().pieces(); piece++) {
            (piece % 2 == 0 ? even : odd).set(piece);
        }
        try (LocalPeer first = LocalPeer.holder(share, folder.resolve("first"), even);
                LocalPeer second = LocalPeer.holder(share, folder.resolve("second"), odd);
                LocalPeer leecher = LocalPeer.leecher(share, folder.resolve("leecher"))) {
            assertThat(leecher.swarm.wantsPeers()).isTrue();
            leecher.dials(first, second);
            assertThat(leecher.awaitWhole()).isTrue();
            SwarmStatus status = leecher.swarm.status();
            assertThat(status.complete()).isTrue();
            assertThat(status.done()).isEqualTo(share.content().length);
            assertThat(status.sources())
                    .extracting(SwarmStatus.Source::pieces)
                    .containsExactlyInAnyOrder(even.count(), odd.count());
            assertThat(status.sources().stream().mapToLong(SwarmStatus.Source::bytes).sum())
                    .isEqualTo(share.content().length);
            assertThat(leecher.swarm.wantsPeers()).as("it may give").isTrue();
        }
    }

    @Test
    void passesOnWhatItIsStillFetching() throws Exception {
        SampleShare share = SampleShare.of(PIECE, 20 * PIECE);
        try (LocalPeer seeder = LocalPeer.seeder(share, folder.resolve("seeder"));
                LocalPeer middle = LocalPeer.leecher(share, folder.resolve("middle"));
                LocalPeer end = LocalPeer.leecher(share, folder.resolve("end"))) {
            end.dials(middle);
            await().until(() -> end.connected() == 1);
            middle.dials(seeder);
            assertThat(end.awaitWhole()).isTrue();
            assertThat(end.swarm.status().sources()).hasSize(1);
        }
    }

    @Test
    void keepsOneConnectionWhenBothSidesDialAtOnce() throws Exception {
        SampleShare share = SampleShare.of(PIECE, PIECE);
        try (LocalPeer one = LocalPeer.leecher(share, folder.resolve("one"));
                LocalPeer other = LocalPeer.leecher(share, folder.resolve("other"))) {
            one.dials(other);
            other.dials(one);
            await().during(Duration.ofMillis(500))
                    .until(() -> one.connected() == 1 && other.connected() == 1);
            assertThat(one.swarm.status().peers().getFirst().address()).isEqualTo(other.address());
            assertThat(other.swarm.status().peers().getFirst().address()).isEqualTo(one.address());
        }
    }

    @Test
    void neverDialsItselfAgain() throws Exception {
        SampleShare share = SampleShare.of(PIECE, PIECE);
        try (LocalPeer peer = LocalPeer.leecher(share, folder)) {
            peer.dials(peer);
            await().until(() -> peer.swarm.status().known() == 0);
            peer.dials(peer);
            assertThat(peer.swarm.status().known()).isZero();
        }
    }

    @Test
    void fetchesPaddingFromNobody() throws Exception {
        SampleShare share = SampleShare.of(PIECE, BLOCK + 1, -(3 * BLOCK - 1), -PIECE, PIECE, 7);
        try (LocalPeer leecher = LocalPeer.leecher(share, folder)) {
            soil(leecher.buffers.join(PIECE));
            Set<Block> asked = new HashSet<>();
            try (ScriptedPeer seeder = ScriptedPeer.dial(leecher)) {
                seeder.seed((block, bytes) -> {
                    asked.add(block);
                    return bytes;
                });
                assertThat(leecher.awaitWhole()).isTrue();
            }
            assertThat(asked).hasSize(2 + 4 + 1);
            assertThat(leecher.swarm.status().sources())
                    .extracting(SwarmStatus.Source::bytes)
                    .containsExactly(2L * BLOCK + PIECE + 7);
            assertThat(leecher.banned).isEmpty();
        }
    }

    /** Lets buffers that held something else be the next that are taken. */
    private static void soil(PieceBuffers.Part buffers) {
        List<ByteBuffer> taken = List.of(buffers.take(PIECE), buffers.take(PIECE));
        for (ByteBuffer buffer : taken) {
            while (buffer.hasRemaining()) {
                buffer.put((byte) 0xee);
            }
            buffers.give(buffer);
        }
    }

    @Test
    void servesPaddingAsZeros() throws Exception {
        SampleShare share = SampleShare.of(PIECE, 10, -(PIECE - 10), 10);
        try (LocalPeer seeder = LocalPeer.seeder(share, folder);
                ScriptedPeer peer = ScriptedPeer.dial(seeder)) {
            peer.say(new Message.Interested());
            peer.hear(Message.Unchoke.class);
            peer.request(share.geometry().block(0, 0));
            peer.request(share.geometry().block(0, 3));
            peer.hear(Message.Piece.class);
            assertThat(peer.payload()).isEqualTo(share.bytes(share.geometry().block(0, 0)));
            peer.hear(Message.Piece.class);
            assertThat(peer.payload()).isEqualTo(new byte[BLOCK]);
        }
    }

    @Test
    void saysThatATorrentIsBrokenWhosePaddingIsNotZeros() throws Exception {
        BencodeWriter out = new BencodeWriter().dictionary().key("files").list();
        out.dictionary().key("length").integer(BLOCK).key("path").list().text("a").end().end();
        out.dictionary().key("attr").text("p").key("length").integer(BLOCK);
        out.key("path").list().text("b").end().end().end().key("name").text(SampleShare.NAME);
        out.key("piece length").integer(BLOCK).key("pieces").string(new byte[40]);
        Info info = Info.parse(out.end().toBytes());
        SampleShare share = new SampleShare(info, new byte[2 * BLOCK]);
        try (LocalPeer leecher = LocalPeer.leecher(share, folder)) {
            assertThatThrownBy(() -> leecher.swarm.awaitDone(Duration.ofSeconds(10)))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("piece 1 is padding");
        }
    }

    @Test
    void stopsAndSaysWhyWhenTheDiskFails() throws Exception {
        SampleShare share = SampleShare.of(PIECE, PIECE, PIECE);
        try (LocalPeer leecher = LocalPeer.leecher(share, folder);
                ScriptedPeer seeder = ScriptedPeer.dial(leecher)) {
            obstruct("file1");
            seeder.has(share.all());
            seeder.say(new Message.Unchoke());
            List<Block> blocks = seeder.hearRequests(8);
            for (Block block : blocks) {
                if (block.piece() == 0) {
                    seeder.give(block);
                }
            }
            await().until(() -> leecher.swarm.status().completePieces() == 1);
            for (Block block : blocks) {
                if (block.piece() == 1) {
                    seeder.give(block);
                }
            }
            assertThatThrownBy(() -> leecher.swarm.awaitDone(Duration.ofSeconds(10)))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("file1");
            seeder.hear(Message.NotInterested.class);
            assertThat(leecher.swarm.wantsPeers()).isFalse();
            assertThat(leecher.swarm.status().completePieces()).isEqualTo(1);
            assertThat(free(leecher.buffers)).as("all memory is free").isEqualTo(16);
        }
        assertThat(folder.resolve(SampleShare.NAME).resolve("file0"))
                .hasBinaryContent(Arrays.copyOf(share.content(), PIECE));
    }

    /** Lets a folder stand where a file is to be, under either of its names. */
    private void obstruct(String file) throws Exception {
        Path root = folder.resolve(SampleShare.NAME);
        Files.createDirectories(root.resolve(file));
        Files.createDirectories(root.resolve(file + ".part"));
    }

    @Test
    void leavesTheMemoryToOthersOnceItNeedsNoneAnyMore() throws Exception {
        SampleShare share = SampleShare.of(PIECE, PIECE);
        try (LocalPeer seeder = LocalPeer.seeder(share, folder.resolve("seeder"));
                LocalPeer leecher = LocalPeer.leecher(share, folder.resolve("leecher"))) {
            assertThat(free(leecher.buffers)).isEqualTo(8);
            leecher.dials(seeder);
            assertThat(leecher.awaitWhole()).isTrue();
            assertThat(free(leecher.buffers)).isEqualTo(16);
            leecher.swarm.close();
            leecher.swarm.close();
            assertThat(free(leecher.buffers)).isEqualTo(16);
            seeder.swarm.close(); // which was never started
            seeder.swarm.start();
            assertThat(free(seeder.buffers)).isEqualTo(16);
        }
    }

    /** How many pieces of 1 MiB one more swarm may have under way. */
    private static int free(PieceBuffers buffers) {
        PieceBuffers.Part part = buffers.join(1 << 20);
        try {
            return part.begin(0, 100);
        } finally {
            part.leave(0);
        }
    }
}
