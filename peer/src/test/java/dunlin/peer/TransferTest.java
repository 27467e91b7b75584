package dunlin.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.Block;
import dunlin.protocol.Geometry;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Two connections of ours, joined by a socket, move a whole share. */
class TransferTest {
    private static final int PIPELINE = 64;

    /** Serves every request from memory, each block in two slices. */
    private static final class Seed extends RecordingListener {
        final Geometry geometry;
        final byte[] share;
        final CompletableFuture<Thread> writer = new CompletableFuture<>();

        Seed(Geometry geometry, byte[] share) {
            this.geometry = geometry;
            this.share = share;
        }

        /** As if they were mapped files, at which nobody may look. */
        BlockSource lentTo(Transport transport) {
            return new BlockSource() {
                @Override
                public void slices(Block block, List<ByteBuffer> out) {
                    assertThat(transport.readsWhatIsWritten()).isFalse();
                    lend(block, out);
                }

                @Override
                public void copy(Block block, ByteBuffer out) {
                    writer.complete(Thread.currentThread());
                    out.put(share, (int) geometry.offset(block), block.length());
                }
            };
        }

        private void lend(Block block, List<ByteBuffer> out) {
            writer.complete(Thread.currentThread());
            int at = (int) geometry.offset(block);
            int half = block.length() / 2;
            out.add(ByteBuffer.wrap(share, at, half));
            out.add(ByteBuffer.wrap(share, at + half, block.length() - half));
        }

        @Override
        public void onMessage(PeerConnection connection, Message message) {
            if (message instanceof Message.Request(int piece, int begin, int length)) {
                try {
                    assertThat(connection.upload(geometry.check(piece, begin, length))).isTrue();
                } catch (ProtocolException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    /** Keeps requests under way until it has all, then closes. */
    private static final class Leecher extends RecordingListener {
        final Geometry geometry;
        final ByteBuffer got;
        final List<Message.Request> wanted = new ArrayList<>();
        int blocks;

        Leecher(Geometry geometry) {
            this.geometry = geometry;
            got = ByteBuffer.allocateDirect((int) geometry.size());
            for (int piece = 0; piece < geometry.pieces(); piece++) {
                for (int i = 0; i < geometry.blocks(piece); i++) {
                    Block block = geometry.block(piece, i);
                    wanted.add(new Message.Request(piece, block.begin(), block.length()));
                }
            }
        }

        @Override
        public ByteBuffer onBlockStart(PeerConnection connection, Message.Piece head) {
            return got.slice((int) geometry.offset(head.piece()) + head.begin(), head.length());
        }

        @Override
        public void onBlock(PeerConnection connection, Message.Piece head) {
            blocks++;
            if (blocks + PIPELINE <= wanted.size()) {
                connection.send(wanted.get(blocks + PIPELINE - 1));
            }
            if (blocks == wanted.size()) {
                connection.close("has all");
            }
        }

        byte[] bytes() {
            byte[] bytes = new byte[got.capacity()];
            got.get(0, bytes);
            return bytes;
        }
    }

    private final Random random = new Random(7);

    @Test
    void movesEveryByteToItsPlace() throws Exception {
        try (Loopback wire = Loopback.open()) {
            transfer(wire.near(), wire.far(), 16 << 20);
        }
    }

    @Test
    void movesEveryByteWhereverTheNetworkCutsTheStream() throws Exception {
        try (Loopback wire = Loopback.open()) {
            transfer(
                    new SlicingTransport(wire.near(), random, 700),
                    new SlicingTransport(wire.far(), random, 700),
                    1 << 20);
        }
    }

    @Test
    void copiesBlocksForATransportThatLooksAtThem() throws Exception {
        try (Loopback wire = Loopback.open()) {
            transfer(
                    new ScramblingTransport(wire.near(), random, 7_000),
                    new ScramblingTransport(wire.far(), random, 7_000),
                    1 << 20);
        }
    }

    private void transfer(Transport seeds, Transport leeches, int about) throws Exception {
        Geometry geometry = new Geometry(about + 12_345, 256 * 1024);
        byte[] share = new byte[(int) geometry.size()];
        random.nextBytes(share);
        Seed seed = new Seed(geometry, share);
        Leecher leecher = new Leecher(geometry);
        PeerConnection up = connection(seeds, seed, seed.lentTo(seeds));
        PeerConnection down =
                connection(
                        leeches,
                        leecher,
                        (_, _) -> {
                            throw new IOException("has nothing");
                        });
        up.start();
        down.sendAll(leecher.wanted.subList(0, PIPELINE));
        down.start();

        assertThat(leecher.awaitClosed()).isEqualTo("has all");
        seed.awaitClosed();
        assertThat(leecher.bytes()).isEqualTo(share);
        assertThat(down.downloaded()).isEqualTo(share.length);
        assertThat(up.uploaded()).isEqualTo(share.length);
        for (RecordingListener end : List.of(seed, leecher)) {
            end.awaitReaderGone();
            assertThat(end.closedCalls).hasValue(1);
        }
        assertThat(seed.writer.join().isAlive()).as("the seed's writer").isFalse();
    }

    private static PeerConnection connection(
            Transport transport, PeerListener listener, BlockSource source) {
        return new StreamConnection(
                transport,
                Loopback.handshake(true),
                false,
                listener,
                new PeerConnection.Settings(source, RateLimiter.UNLIMITED, RateLimiter.UNLIMITED),
                ConnectionBudget.small());
    }
}
