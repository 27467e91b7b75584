package dunlin.swarm.pick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.Bitfield;
import dunlin.protocol.Block;
import dunlin.protocol.Geometry;
import dunlin.protocol.PieceIndex;
import dunlin.protocol.ProtocolException;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PickerTest {
    private static final int BLOCKS = 4;
    private static final int PIECE = BLOCKS * Geometry.BLOCK_LENGTH;

    private final Random random = new Random(1);

    private Geometry geometry(int pieces) {
        return new Geometry((long) pieces * PIECE, PIECE);
    }

    private Picker<String> picker(int pieces) {
        return new Picker<>(geometry(pieces), Bitfield.none(pieces), random);
    }

    /** So many pieces had that the first few at random are behind us. */
    private Picker<String> pickerLacking(int pieces, int... lacking) {
        Bitfield have = Bitfield.all(pieces);
        for (int piece : lacking) {
            have.clear(piece);
        }
        return new Picker<>(geometry(pieces), have, random);
    }

    private static Bitfield field(int size, int... pieces) {
        Bitfield field = Bitfield.none(size);
        for (int piece : pieces) {
            field.set(piece);
        }
        return field;
    }

    private static void join(Picker<String> picker, String peer, Bitfield pieces) {
        picker.joined(peer);
        picker.has(peer, pieces);
    }

    private static Picker.Arrival deliver(Picker<String> picker, String peer, Block block) {
        assertThat(picker.begins(peer, block)).isTrue();
        return picker.arrived(peer, block);
    }

    private static void deliverAll(Picker<String> picker, String peer, List<Block> blocks) {
        blocks.forEach(block -> deliver(picker, peer, block));
    }

    private static Set<Integer> piecesOf(List<Block> blocks) {
        Set<Integer> pieces = new HashSet<>();
        blocks.forEach(block -> pieces.add(block.piece()));
        return pieces;
    }

    @Test
    void asksNothingOfAPeerThatHasNothing() {
        Picker<String> picker = picker(10);
        picker.joined("a");
        assertThat(picker.pick("a", 100, 0)).isEmpty();
        assertThat(picker.interesting("a")).isFalse();
    }

    @Test
    void asksOnlyForWhatThePeerHas() {
        Picker<String> picker = picker(10);
        join(picker, "a", field(10, 2, 5));
        List<Block> blocks = picker.pick("a", 100, 0);
        assertThat(blocks).hasSize(2 * BLOCKS).doesNotHaveDuplicates();
        assertThat(piecesOf(blocks)).containsExactlyInAnyOrder(2, 5);
        assertThat(picker.outstanding("a")).isEqualTo(8);
    }

    @Test
    void asksForTheShortLastBlockAsItIs() {
        Geometry geometry = new Geometry(PIECE + 20_000, PIECE);
        Picker<String> picker = new Picker<>(geometry, field(2, 0), random);
        join(picker, "a", Bitfield.all(2));
        assertThat(picker.pick("a", 100, 0))
                .extracting(Block::length)
                .containsExactly(Geometry.BLOCK_LENGTH, 20_000 - Geometry.BLOCK_LENGTH);
    }

    @Test
    void beginsTheRarestPieceFirst() {
        Picker<String> picker = pickerLacking(20, 3, 8, 12);
        join(picker, "a", field(20, 3, 8, 12));
        join(picker, "b", field(20, 3, 8));
        join(picker, "c", field(20, 3));
        assertThat(piecesOf(picker.pick("a", BLOCKS, 0))).containsExactly(12);
        assertThat(piecesOf(picker.pick("a", BLOCKS, 0))).containsExactly(8);
        assertThat(piecesOf(picker.pick("a", BLOCKS, 0))).containsExactly(3);
    }

    @Test
    void countsAPeerThatLeftNoMore() {
        Picker<String> picker = pickerLacking(20, 3, 8);
        join(picker, "a", Bitfield.all(20));
        join(picker, "b", field(20, 3));
        join(picker, "c", field(20, 8));
        join(picker, "d", field(20, 8));
        join(picker, "e", Bitfield.all(20));
        assertThat(picker.availability(8)).isEqualTo(4);
        picker.left("c");
        picker.left("d");
        picker.left("e");
        assertThat(picker.availability(8)).isEqualTo(1);
        assertThat(piecesOf(picker.pick("a", 1, 0))).containsExactly(8);
    }

    @Test
    void ordersByAllPiecesOfAPeerWithMoreThanItSamples() {
        int n = 2_000;
        Picker<String> picker = new Picker<>(geometry(n), field(n, 0, 1, 2, 3), random);
        join(picker, "many", field(n, IntStream.range(0, n - 1).toArray()));
        join(picker, "most", field(n, IntStream.range(0, n - 2).toArray()));
        assertThat(piecesOf(picker.pick("many", 1, 0))).containsExactly(n - 2);
    }

    @Test
    void beginsAtRandomSoThatPeersDiverge() {
        Set<Integer> first = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            Picker<String> picker =
                    new Picker<>(geometry(1000), Bitfield.none(1000), new Random(seed));
            join(picker, "rare", field(1000, 7));
            join(picker, "seed", Bitfield.all(1000));
            first.addAll(piecesOf(picker.pick("seed", 1, 0)));
        }
        assertThat(first).hasSizeGreaterThan(15);
    }

    @Test
    void finishesWhatThePeerBeganBeforeWhatOthersBegan() {
        Picker<String> picker = picker(10);
        join(picker, "a", Bitfield.all(10));
        join(picker, "b", Bitfield.all(10));
        List<Block> first = picker.pick("a", 1, 0);
        // The only piece with free blocks was begun by the other; it is finished before a new one.
        List<Block> second = picker.pick("b", BLOCKS, 0);
        assertThat(piecesOf(second.subList(0, BLOCKS - 1))).isEqualTo(piecesOf(first));
        int own = second.getLast().piece();
        picker.choked("a");
        assertThat(piecesOf(picker.pick("b", BLOCKS - 1, 0))).containsExactly(own);
        assertThat(piecesOf(picker.pick("b", 1, 0))).isEqualTo(piecesOf(first));
    }

    @Test
    void beginsNoMorePiecesThanTold() {
        Picker<String> picker = picker(10);
        picker.maxActive(2);
        join(picker, "a", Bitfield.all(10));
        List<Block> blocks = picker.pick("a", 100, 0);
        assertThat(blocks).hasSize(2 * BLOCKS);
        assertThat(picker.active()).isEqualTo(2);
        deliverAll(picker, "a", blocks);
        assertThat(picker.pick("a", 100, 0)).as("both still hold a buffer").isEmpty();
        picker.verified(blocks.getFirst().piece());
        assertThat(picker.pick("a", 100, 0)).hasSize(BLOCKS);
    }

    @Test
    void givesUpWhatIsUnderWayButForAPieceOfWhichABlockArrives() {
        Picker<String> picker = picker(10);
        picker.maxActive(2);
        join(picker, "a", Bitfield.all(10));
        List<Block> blocks = picker.pick("a", 100, 0);
        Block last = blocks.getLast();
        picker.begins("a", last);
        assertThat(picker.giveUp()).containsExactly(blocks.getFirst().piece());
        assertThat(picker.outstanding("a")).isEqualTo(BLOCKS - 1);
        assertThat(picker.arrived("a", last)).isEqualTo(Picker.Arrival.ACCEPTED);
        assertThat(picker.giveUp()).containsExactly(last.piece());
        assertThat(picker.outstanding("a")).isZero();
        assertThat(picker.pick("a", 100, 0)).as("all are missing again").hasSize(2 * BLOCKS);
    }

    @Test
    void beginsNothingWhileThereIsNoRoom() {
        Picker<String> picker = picker(10);
        picker.maxActive(0);
        join(picker, "a", Bitfield.all(10));
        assertThat(picker.pick("a", 100, 0)).isEmpty();
    }

    @Test
    void asksWhileChokedOnlyForWhatIsAllowed() throws Exception {
        Set<PieceIndex> allowed = Set.of(geometry(10).piece(2), geometry(10).piece(9));
        Picker<String> picker = picker(10);
        join(picker, "a", field(10, 1, 2, 3));
        assertThat(piecesOf(picker.pickAllowed("a", 100, 0, allowed))).containsExactly(2);
        assertThat(picker.pickAllowed("a", 100, 0, allowed)).isEmpty();
    }

    @Test
    void goesThroughTheStatesOfAPiece() {
        Picker<String> picker = picker(1);
        join(picker, "a", Bitfield.all(1));
        List<Block> blocks = picker.pick("a", 100, 0);
        assertThat(picker.interesting("a")).isTrue();
        for (Block block : blocks.subList(0, BLOCKS - 1)) {
            assertThat(deliver(picker, "a", block)).isEqualTo(Picker.Arrival.ACCEPTED);
        }
        assertThat(deliver(picker, "a", blocks.getLast()))
                .isEqualTo(Picker.Arrival.COMPLETES_PIECE);
        assertThat(picker.interesting("a")).isFalse();
        assertThat(picker.givers(0).values()).containsExactly("a", "a", "a", "a");
        assertThat(picker.complete()).isFalse();
        picker.verified(0);
        assertThat(picker.complete()).isTrue();
        assertThat(picker.have()).isEqualTo(Bitfield.all(1));
    }

    @Test
    void fetchesADroppedPieceAgain() {
        Picker<String> picker = pickerLacking(10, 4, 6);
        join(picker, "seed", Bitfield.all(10));
        join(picker, "a", field(10, 4));
        join(picker, "b", field(10, 4, 6));
        List<Block> blocks = picker.pick("a", BLOCKS, 0);
        deliverAll(picker, "a", blocks);
        assertThat(picker.interesting("a")).isFalse();
        picker.left("a");
        picker.dropped(4);
        assertThat(picker.interesting("b")).isTrue();
        assertThat(picker.availability(4)).isEqualTo(2);
        join(picker, "a", field(10, 4));
        assertThat(piecesOf(picker.pick("seed", 1, 0))).containsExactly(6);
        assertThat(piecesOf(picker.pick("a", 1, 0))).containsExactly(4);
    }

    @Test
    void refusesToEndWhatIsNotBeingVerified() {
        Picker<String> picker = picker(2);
        join(picker, "a", Bitfield.all(2));
        picker.pick("a", 1, 0);
        for (int piece = 0; piece < 2; piece++) {
            int index = piece;
            assertThatThrownBy(() -> picker.verified(index))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> picker.dropped(index))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void wantsNoBlockThatWasNotAskedFor() throws ProtocolException {
        Picker<String> picker = picker(2);
        join(picker, "a", Bitfield.all(2));
        join(picker, "b", Bitfield.all(2));
        Block asked = picker.pick("a", 1, 0).getFirst();
        assertThat(picker.begins("b", asked)).isFalse();
        Block shifted = geometry(2).check(asked.piece(), asked.begin(), 100);
        assertThat(picker.begins("a", shifted)).isFalse();
        assertThat(picker.begins("stranger", asked)).isFalse();
        assertThat(picker.begins("a", asked)).isTrue();
        assertThat(picker.begins("a", asked)).as("the same again").isFalse();
    }

    @Test
    void asksOthersForWhatALeavingPeerDidNotFinish() {
        Picker<String> picker = picker(1);
        join(picker, "a", Bitfield.all(1));
        join(picker, "b", Bitfield.all(1));
        List<Block> blocks = picker.pick("a", 100, 0);
        deliver(picker, "a", blocks.get(0));
        assertThat(picker.begins("a", blocks.get(1))).isTrue();
        picker.left("a");
        assertThat(picker.arrived("a", blocks.get(1))).isEqualTo(Picker.Arrival.UNWANTED);
        assertThat(picker.pick("b", 100, 0)).isEqualTo(blocks.subList(1, BLOCKS));
    }

    @Test
    void asksOthersForWhatWasRejectedOrChoked() {
        Picker<String> picker = picker(1);
        join(picker, "a", Bitfield.all(1));
        join(picker, "b", Bitfield.all(1));
        List<Block> blocks = picker.pick("a", 100, 0);
        picker.rejected("a", blocks.get(2));
        assertThat(picker.outstanding("a")).isEqualTo(3);
        assertThat(picker.pick("b", 100, 0)).containsExactly(blocks.get(2));
        picker.choked("a");
        assertThat(picker.outstanding("a")).isZero();
        assertThat(picker.pick("b", 100, 0))
                .containsExactly(blocks.get(0), blocks.get(1), blocks.get(3));
    }

    @Test
    void takesABlockThatComesAfterTheChoke() {
        Picker<String> picker = picker(1);
        join(picker, "a", Bitfield.all(1));
        join(picker, "b", Bitfield.all(1));
        Block block = picker.pick("a", 1, 0).getFirst();
        picker.choked("a");
        assertThat(picker.pick("b", 1, 0)).containsExactly(block);
        deliver(picker, "a", block);
        assertThat(picker.othersAsked("a", block)).containsExactly("b");
        assertThat(picker.outstanding("b")).isZero();
        assertThat(picker.begins("b", block)).isFalse();
    }

    @Test
    void takesBackOnlyTheRequestsThatAreTooOld() {
        Picker<String> picker = picker(2);
        join(picker, "a", Bitfield.all(2));
        List<Block> old = picker.pick("a", 2, Long.MAX_VALUE - 5);
        List<Block> young = picker.pick("a", 2, Long.MIN_VALUE + 5);
        assertThat(picker.expire("a", Long.MAX_VALUE - 5)).isEmpty();
        assertThat(picker.expire("a", Long.MIN_VALUE + 5)).isEqualTo(old);
        assertThat(picker.outstanding("a")).isEqualTo(young.size());
    }

    @Test
    void leavesWhatASlowPeerLetExpireToOthers() {
        Picker<String> picker = picker(2);
        join(picker, "slow", Bitfield.all(2));
        join(picker, "b", Bitfield.all(2));
        List<Block> blocks = picker.pick("slow", BLOCKS, 0);
        assertThat(picker.expire("slow", 10)).isEqualTo(blocks);
        List<Block> next = picker.pick("slow", BLOCKS, 10);
        assertThat(next).doesNotContainAnyElementsOf(blocks);
        assertThat(picker.pick("b", BLOCKS, 10)).isEqualTo(blocks);
    }

    @Test
    void asksTheSlowPeerAgainForWantOfAnother() {
        Picker<String> picker = picker(1);
        join(picker, "slow", Bitfield.all(1));
        join(picker, "chokesUs", Bitfield.all(1));
        List<Block> blocks = picker.pick("slow", BLOCKS, 0);
        picker.expire("slow", 10);
        assertThat(picker.pick("slow", 1, 10)).containsExactly(blocks.getFirst());
    }

    @Test
    void asksSeveralPeersForTheLastBlocksTheOneLongestWaitedForFirst() {
        Picker<String> picker = picker(2);
        for (String peer : List.of("stuck", "fast", "b", "c")) {
            join(picker, peer, Bitfield.all(2));
        }
        List<Block> stuck = picker.pick("stuck", BLOCKS, 0);
        List<Block> fast = picker.pick("fast", BLOCKS, 5);
        assertThat(picker.pick("b", 2, 9)).containsExactly(stuck.get(3), stuck.get(2));
        assertThat(picker.pick("b", 2, 9)).containsExactly(stuck.get(1), stuck.get(0));
        assertThat(picker.pick("b", 9, 9)).containsExactlyElementsOf(fast.reversed());
        assertThat(picker.pick("c", 99, 9)).hasSize(8);
        assertThat(picker.pick("fast", 99, 9)).as("three are asked already").isEmpty();
        assertThat(picker.pick("c", 99, 9)).as("asked already").isEmpty();

        deliver(picker, "b", stuck.get(0));
        assertThat(picker.othersAsked("b", stuck.get(0))).containsExactlyInAnyOrder("stuck", "c");
        assertThat(picker.outstanding("stuck")).isEqualTo(3);
        assertThat(picker.begins("stuck", stuck.get(0))).isFalse();
    }

    @Test
    void repeatsNoRequestWhileThereIsSomethingNewToAsk() {
        Picker<String> picker = picker(2);
        join(picker, "a", Bitfield.all(2));
        join(picker, "b", field(2, 0));
        picker.pick("b", 100, 0);
        join(picker, "c", field(2, 0));
        assertThat(picker.pick("c", 100, 0)).isEmpty();
    }

    @Test
    void beginsTheEndgameAlthoughSomePieceCanBeHadFromNobody() {
        Picker<String> picker = picker(3);
        join(picker, "a", field(3, 0, 1));
        join(picker, "b", field(3, 0, 1));
        List<Block> blocks = picker.pick("a", 100, 0);
        assertThat(picker.pick("b", 1, 0)).containsExactly(blocks.getLast());
    }

    @Test
    void neverAsksForABlockThatIsArriving() {
        Picker<String> picker = picker(1);
        join(picker, "a", Bitfield.all(1));
        join(picker, "b", Bitfield.all(1));
        List<Block> blocks = picker.pick("a", 100, 0);
        assertThat(picker.begins("a", blocks.get(1))).isTrue();
        assertThat(picker.pick("b", 100, 0)).hasSize(3).doesNotContain(blocks.get(1));
        picker.choked("a");
        assertThat(picker.pick("b", 100, 0)).isEmpty();
    }

    @Test
    void givesFewCopiesAtATime() {
        int blocks = 200;
        Geometry geometry =
                new Geometry((long) blocks * Geometry.BLOCK_LENGTH, blocks * Geometry.BLOCK_LENGTH);
        Picker<String> picker = new Picker<>(geometry, Bitfield.none(1), random);
        join(picker, "a", Bitfield.all(1));
        join(picker, "b", Bitfield.all(1));
        picker.pick("a", blocks, 0);
        List<Block> copies = picker.pick("b", blocks, 0);
        assertThat(copies).hasSize(16);
        assertThat(picker.pick("b", blocks, 0)).isEmpty();
        deliver(picker, "b", copies.getFirst());
        assertThat(picker.pick("b", blocks, 0)).hasSize(1);
    }

    @Test
    void fetchesAnExclusivePieceFromOnePeerAlone() {
        Picker<String> picker = picker(1);
        picker.exclusive(0);
        join(picker, "a", Bitfield.all(1));
        join(picker, "b", Bitfield.all(1));
        List<Block> first = picker.pick("a", 2, 0);
        assertThat(picker.pick("b", 100, 0)).isEmpty();
        deliverAll(picker, "a", first);
        assertThat(picker.pick("b", 100, 0)).as("no copy of the endgame either").isEmpty();
        deliverAll(picker, "a", picker.pick("a", 2, 0));
        assertThat(picker.givers(0).values()).containsOnly("a");
    }

    @Test
    void beginsAnExclusivePieceAnewWithAnotherPeer() {
        Picker<String> picker = picker(1);
        picker.exclusive(0);
        join(picker, "a", Bitfield.all(1));
        join(picker, "b", Bitfield.all(1));
        join(picker, "c", Bitfield.all(1));
        List<Block> blocks = picker.pick("a", 100, 0);
        deliver(picker, "a", blocks.get(0));
        assertThat(picker.begins("a", blocks.get(1))).isTrue();
        picker.choked("a");
        assertThat(picker.pick("b", 100, 0)).as("a block is still arriving").isEmpty();
        picker.arrived("a", blocks.get(1));
        assertThat(picker.pick("b", 2, 0)).isEqualTo(blocks.subList(0, 2));
        assertThat(picker.begins("a", blocks.get(2))).as("late, of the old owner").isFalse();
        assertThat(picker.begins("b", blocks.get(0))).isTrue();
        picker.left("b");
        deliverAll(picker, "c", picker.pick("c", 100, 0));
        assertThat(picker.givers(0).values()).containsOnly("c").hasSize(BLOCKS);
    }

    @Test
    void goesOnWithAnExclusivePieceWhenItsOwnerUnchokesAgain() {
        Picker<String> picker = picker(1);
        picker.exclusive(0);
        join(picker, "a", Bitfield.all(1));
        List<Block> blocks = picker.pick("a", 100, 0);
        deliver(picker, "a", blocks.get(0));
        picker.choked("a");
        assertThat(picker.pick("a", 100, 0)).isEqualTo(blocks.subList(1, BLOCKS));
    }

    @Test
    void keepsAPieceExclusiveUntilItIsVerified() {
        Picker<String> picker = picker(1);
        join(picker, "a", Bitfield.all(1));
        join(picker, "b", Bitfield.all(1));
        picker.exclusive(0);
        deliverAll(picker, "a", picker.pick("a", 100, 0));
        picker.dropped(0);
        assertThat(picker.pick("b", 1, 0)).hasSize(1);
        assertThat(picker.pick("a", 100, 0)).isEmpty();
    }

    @Test
    void replacesWhatAPeerSaidBefore() throws Exception {
        Picker<String> picker = picker(3);
        join(picker, "a", Bitfield.all(3));
        picker.has("a", field(3, 1));
        assertThat(picker.pieces("a")).isEqualTo(field(3, 1));
        assertThat(picker.availability(0)).isZero();
        picker.has("a", geometry(3).piece(2));
        picker.has("a", geometry(3).piece(2));
        assertThat(picker.pieces("a")).isEqualTo(field(3, 1, 2));
        assertThat(picker.availability(2)).isEqualTo(1);
        picker.has("a", Bitfield.all(3));
        assertThat(picker.pieces("a")).isEqualTo(Bitfield.all(3));
    }

    @Test
    void isCompleteWithNoPiecesAtAll() {
        Picker<String> picker = new Picker<>(new Geometry(0, PIECE), Bitfield.none(0), random);
        join(picker, "a", Bitfield.all(0));
        assertThat(picker.complete()).isTrue();
        assertThat(picker.interesting("a")).isFalse();
        assertThat(picker.pick("a", 5, 0)).isEmpty();
    }
}
