package dunlin.swarm.pick;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.Bitfield;
import dunlin.protocol.Block;
import dunlin.protocol.Geometry;
import dunlin.protocol.PieceIndex;
import dunlin.protocol.ProtocolException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random peers that join, leave, choke, reject, fall silent and send false blocks, against a plain
 * record of what was asked: the states must agree after every event, and a seed that stays ends it.
 */
class PickerSimulationTest {
    private static final int PIECES = 30;
    private static final int BLOCKS = 5;
    private static final int PIECE_LENGTH = BLOCKS * Geometry.BLOCK_LENGTH - 100;

    private record Late(int peer, Block block) {}

    private final Geometry geometry = new Geometry(PIECES * (long) PIECE_LENGTH - 7, PIECE_LENGTH);
    private final Map<Integer, Set<Block>> asked = new HashMap<>();
    private final Map<Integer, Block> arriving = new HashMap<>();
    private final Map<Block, Integer> here = new HashMap<>();
    private final List<Late> late = new ArrayList<>();
    private final Set<Integer> had = new HashSet<>();
    private final Set<Integer> exclusive = new HashSet<>();
    private Random random = new Random();
    private Picker<Integer> picker = new Picker<>(geometry, Bitfield.none(PIECES), random);
    private long now;
    private int nextPeer;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void agreesWithWhatHappenedAndEnds(long seed) {
        random = new Random(seed);
        now = seed % 2 == 0 ? 0 : Long.MAX_VALUE - 500;
        picker = new Picker<>(geometry, Bitfield.none(PIECES), random);
        if (seed % 3 == 0) {
            picker.maxActive(3);
        }
        for (int step = 0; step < 3_000; step++) {
            now++;
            disturb();
            check();
        }
        List.copyOf(asked.keySet()).forEach(this::leave);
        int last = join(Bitfield.all(PIECES));
        for (int round = 0; had.size() < PIECES && round < 10_000; round++) {
            pick(last, 7);
            List.copyOf(ask(last)).forEach(block -> deliver(last, block, false));
            check();
        }
        assertThat(picker.complete()).isTrue();
        assertThat(picker.interesting(last)).isFalse();
        assertThat(picker.active()).isZero();
    }

    private void disturb() {
        if (asked.isEmpty()) {
            join(someField());
            return;
        }
        int peer = any(asked.keySet());
        switch (random.nextInt(24)) {
            case 0 -> join(someField());
            case 1 -> leave(peer);
            case 2 -> {
                picker.choked(peer);
                ask(peer).forEach(block -> late.add(new Late(peer, block)));
                ask(peer).clear();
            }
            case 3 -> {
                if (!ask(peer).isEmpty()) {
                    Block block = any(ask(peer));
                    picker.rejected(peer, block);
                    ask(peer).remove(block);
                }
            }
            case 4 -> {
                for (Block block : picker.expire(peer, now - random.nextInt(300))) {
                    assertThat(ask(peer).remove(block)).isTrue();
                    late.add(new Late(peer, block));
                }
            }
            case 17 -> comeLate();
            case 5 -> picker.has(peer, somePiece());
            case 6 -> picker.has(peer, someField());
            case 7 -> {
                if (!ask(peer).isEmpty() && !arriving.containsKey(peer)) {
                    begin(peer, any(ask(peer)));
                }
            }
            case 8, 9, 10, 11, 12, 13, 14, 15, 16 -> pick(peer, 1 + random.nextInt(12));
            default -> {
                if (arriving.containsKey(peer)) {
                    finish(peer, random.nextInt(30) == 0);
                } else if (!ask(peer).isEmpty()) {
                    deliver(peer, any(ask(peer)), random.nextInt(30) == 0);
                }
            }
        }
    }

    /** A block whose request was taken back comes after all, unless it was asked for again. */
    private void comeLate() {
        if (late.isEmpty()) {
            return;
        }
        Late one = late.remove(random.nextInt(late.size()));
        int peer = one.peer();
        if (asked.containsKey(peer)
                && !arriving.containsKey(peer)
                && !ask(peer).contains(one.block())
                && picker.begins(peer, one.block())) {
            assertThat(here).doesNotContainKey(one.block());
            assertThat(arriving).doesNotContainValue(one.block());
            assertThat(had).doesNotContain(one.block().piece());
            arriving.put(peer, one.block());
        }
    }

    private int join(Bitfield pieces) {
        int peer = nextPeer++;
        picker.joined(peer);
        picker.has(peer, pieces);
        asked.put(peer, new LinkedHashSet<>());
        return peer;
    }

    private void leave(int peer) {
        picker.left(peer);
        asked.remove(peer);
        arriving.remove(peer);
    }

    private PieceIndex somePiece() {
        try {
            return geometry.piece(random.nextInt(PIECES));
        } catch (ProtocolException e) {
            throw new AssertionError(e);
        }
    }

    private Bitfield someField() {
        if (random.nextInt(4) == 0) {
            return Bitfield.all(PIECES);
        }
        Bitfield field = Bitfield.none(PIECES);
        for (int i = random.nextInt(PIECES); i > 0; i--) {
            field.set(random.nextInt(PIECES));
        }
        return field;
    }

    private void pick(int peer, int max) {
        Bitfield pieces = picker.pieces(peer);
        List<Block> blocks = picker.pick(peer, max, now);
        assertThat(blocks).hasSizeLessThanOrEqualTo(max).doesNotHaveDuplicates();
        for (Block block : blocks) {
            assertThat(pieces.get(block.piece())).isTrue();
            assertThat(had).doesNotContain(block.piece());
            if (exclusive.contains(block.piece())) {
                // Taken over: what an earlier owner gave is thrown away.
                here.entrySet()
                        .removeIf(e -> e.getKey().piece() == block.piece() && e.getValue() != peer);
            }
            assertThat(here).doesNotContainKey(block);
            assertThat(arriving).doesNotContainValue(block);
            assertThat(ask(peer).add(block)).as("asked twice").isTrue();
            long copies = asked.values().stream().filter(a -> a.contains(block)).count();
            assertThat(copies).isLessThanOrEqualTo(3);
        }
    }

    private void deliver(int peer, Block block, boolean poisoned) {
        begin(peer, block);
        if (arriving.containsKey(peer)) {
            finish(peer, poisoned);
        }
    }

    private void begin(int peer, Block block) {
        boolean taken = here.containsKey(block) || arriving.containsValue(block);
        boolean wanted = picker.begins(peer, block);
        assertThat(wanted).isEqualTo(!taken && !had.contains(block.piece()));
        ask(peer).remove(block);
        if (wanted) {
            arriving.put(peer, block);
        }
    }

    private void finish(int peer, boolean poisoned) {
        Block block = requireNonNull(arriving.remove(peer));
        for (int other : picker.othersAsked(peer, block)) {
            assertThat(ask(other).remove(block)).isTrue();
        }
        here.put(block, peer);
        Picker.Arrival arrival = picker.arrived(peer, block);
        int piece = block.piece();
        List<Integer> givers = new ArrayList<>();
        for (int i = 0; i < geometry.blocks(piece); i++) {
            Integer giver = here.get(geometry.block(piece, i));
            if (giver != null) {
                givers.add(giver);
            }
        }
        boolean whole = givers.size() == geometry.blocks(piece);
        assertThat(arrival == Picker.Arrival.COMPLETES_PIECE).isEqualTo(whole);
        if (!whole) {
            return;
        }
        assertThat(picker.givers(piece).values()).containsExactlyElementsOf(givers);
        if (exclusive.contains(piece)) {
            assertThat(new HashSet<>(givers)).hasSize(1);
        }
        if (poisoned) {
            exclusive.add(piece);
            picker.exclusive(piece);
            picker.dropped(piece);
            here.keySet().removeIf(each -> each.piece() == piece);
        } else {
            picker.verified(piece);
            had.add(piece);
            exclusive.remove(piece);
        }
    }

    private void check() {
        assertThat(picker.complete()).isEqualTo(had.size() == PIECES);
        asked.forEach((peer, blocks) -> {
            assertThat(picker.outstanding(peer)).isEqualTo(blocks.size());
            Bitfield pieces = picker.pieces(peer);
            assertThat(picker.pieceCount(peer)).isEqualTo(pieces.count());
            boolean needed = false;
            for (int p = pieces.nextSet(0); p >= 0; p = pieces.nextSet(p + 1)) {
                needed |= !had.contains(p);
            }
            assertThat(picker.interesting(peer)).isEqualTo(needed);
        });
        for (int piece = 0; piece < PIECES; piece++) {
            int index = piece;
            long count = asked.keySet().stream().filter(p -> picker.pieces(p).get(index)).count();
            assertThat(picker.availability(piece)).isEqualTo((int) count);
        }
    }

    private Set<Block> ask(int peer) {
        return asked.getOrDefault(peer, Set.of());
    }

    private <T> T any(Set<T> set) {
        return List.copyOf(set).get(random.nextInt(set.size()));
    }
}
