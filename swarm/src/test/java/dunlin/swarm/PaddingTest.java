package dunlin.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.Bitfield;
import dunlin.protocol.Block;
import dunlin.protocol.Geometry;
import dunlin.swarm.pick.Picker;
import dunlin.testkit.SampleShare;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PaddingTest {
    private static final int BLOCK = Geometry.BLOCK_LENGTH;

    @Test
    void isEveryBlockThatHoldsNothingElse() throws Exception {
        // One piece of four blocks: content to the middle of the second, then padding.
        Padding padding = padding(4, BLOCK + 100, -(3 * BLOCK - 100), BLOCK);
        assertThat(padding.blocks(0).stream()).containsExactly(2, 3);
        assertThat(padding.blocks(1).isEmpty()).isTrue();
        assertThat(padding.covers(0)).isFalse();
    }

    @Test
    void coversPiecesWhole() throws Exception {
        Padding padding = padding(2, BLOCK, -(4 * BLOCK), 10);
        assertThat(padding.blocks(0).stream()).containsExactly(1);
        assertThat(padding.covers(0)).isFalse();
        assertThat(padding.covers(1)).isTrue();
        assertThat(padding.blocks(2).stream()).containsExactly(0);
        assertThat(padding.covers(2)).isFalse();
    }

    @Test
    void mayConsistOfSeveralFilesInARow() throws Exception {
        Padding padding = padding(2, 10, -(BLOCK / 2), 0, -BLOCK, -(BLOCK / 2 - 10));
        assertThat(padding.blocks(0).stream()).containsExactly(1);
        assertThat(padding(2, 10, -BLOCK, 1, -(BLOCK - 11)).blocks(0).isEmpty()).isTrue();
    }

    @Test
    void mayEndTheShareInTheMiddleOfABlock() throws Exception {
        Padding padding = padding(2, BLOCK, -100);
        assertThat(padding.blocks(0).stream()).containsExactly(1);
    }

    @Test
    void isNowhereInAShareWithoutIt() throws Exception {
        Padding padding = padding(1, 5 * BLOCK, 3);
        assertThat(padding.blocks(0).isEmpty()).isTrue();
        assertThat(padding.covers(5)).isFalse();
    }

    @Test
    void isNeverAskedForAndHasNoGiver() throws Exception {
        SampleShare share = SampleShare.of(4 * BLOCK, BLOCK + 100, -(3 * BLOCK - 100), BLOCK);
        Picker<String> picker = picker(share);
        join(picker, "a");
        List<Block> blocks = picker.pick("a", 100, 0);
        assertThat(blocks)
                .containsExactlyInAnyOrder(
                        share.geometry().block(0, 0),
                        share.geometry().block(0, 1),
                        share.geometry().block(1, 0));
        assertThat(picker.begins("a", share.geometry().block(0, 2))).isFalse();
        assertThat(deliver(picker, "a", 0, 0)).isEqualTo(Picker.Arrival.ACCEPTED);
        assertThat(deliver(picker, "a", 0, 1)).isEqualTo(Picker.Arrival.COMPLETES_PIECE);
        assertThat(picker.givers(0)).containsOnlyKeys(0, 1);
        picker.verified(0);
    }

    @Test
    void staysHereWhenAPieceIsBegunAnew() throws Exception {
        SampleShare share = SampleShare.of(4 * BLOCK, BLOCK + 100, -(3 * BLOCK - 100));
        Picker<String> picker = picker(share);
        picker.exclusive(0);
        join(picker, "a");
        join(picker, "b");
        assertThat(picker.pick("a", 100, 0)).hasSize(2);
        deliver(picker, "a", 0, 0);
        picker.left("a");
        assertThat(picker.pick("b", 100, 0)).hasSize(2);
        deliver(picker, "b", 0, 0);
        assertThat(deliver(picker, "b", 0, 1)).isEqualTo(Picker.Arrival.COMPLETES_PIECE);
    }

    private Picker<String> picker(SampleShare share) {
        this.geometry = share.geometry();
        return new Picker<>(
                geometry,
                Bitfield.none(geometry.pieces()),
                new Padding(share.info())::blocks,
                new Random(1));
    }

    private Geometry geometry = new Geometry(0, 1);

    private void join(Picker<String> picker, String peer) {
        picker.joined(peer);
        picker.has(peer, Bitfield.all(geometry.pieces()));
    }

    private Picker.Arrival deliver(Picker<String> picker, String peer, int piece, int index) {
        Block block = geometry.block(piece, index);
        assertThat(picker.begins(peer, block)).isTrue();
        return picker.arrived(peer, block);
    }

    private static Padding padding(int blocksInAPiece, int... lengths) throws Exception {
        return new Padding(SampleShare.of(blocksInAPiece * BLOCK, lengths).info());
    }
}
