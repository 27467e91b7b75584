package dunlin.tracker.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlabsTest {
    private record Block(int address, int units, int mark) {}

    private final Slabs slabs = new Slabs();
    private int marks;

    private Block allocate(int units) {
        Block block = new Block(slabs.allocate(units), units, marks++);
        int from = Slabs.offset(block.address);
        Arrays.fill(slabs.page(block.address), from, from + units * Slabs.UNIT, block.mark);
        return block;
    }

    private void free(Block block) {
        int from = Slabs.offset(block.address);
        int[] ints = slabs.page(block.address);
        for (int at = from; at < from + block.units * Slabs.UNIT; at++) {
            assertThat(ints[at]).isEqualTo(block.mark);
        }
        slabs.free(block.address);
    }

    @Test
    void blocksNeverOverlapAndAllPagesAreGivenUpInTheEnd() {
        Random random = new Random(1);
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            // Grows for a while, then shrinks, and so on.
            boolean grows = i / 10_000 % 2 == 0;
            if (blocks.isEmpty() || random.nextInt(100) < (grows ? 60 : 40)) {
                blocks.add(allocate(1 + random.nextInt(Slabs.MAX_UNITS)));
            } else {
                int chosen = random.nextInt(blocks.size());
                free(blocks.get(chosen));
                blocks.set(chosen, blocks.getLast());
                blocks.removeLast();
            }
        }
        blocks.forEach(this::free);
        assertThat(slabs.pages()).isZero();
    }

    @Test
    void fillsItsPages() {
        for (int i = 0; i < 10_000; i++) {
            allocate(10);
        }
        // 10,000 blocks of 30 ints, in pages of 8 KiB.
        assertThat(slabs.pages()).isLessThan(10_000 * 30 / 2_048 * 102 / 100 + 1);
    }

    @Test
    void memoryOfOneSizeServesAnotherSizeNext() {
        List<Block> small = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            small.add(allocate(1));
        }
        int pages = slabs.pages();
        small.forEach(this::free);
        for (int i = 0; i < 1_000; i++) {
            allocate(10);
        }
        assertThat(slabs.pages()).isLessThanOrEqualTo(pages + 1);
    }

    @Test
    void knowsWhichPagesWouldBeFreeIfBlocksMoved() {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            blocks.add(allocate(4));
        }
        assertThat(blocks).noneMatch(block -> slabs.isSparse(block.address));
        List<Block> kept = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            if (i % 10 == 0) {
                kept.add(blocks.get(i));
            } else {
                free(blocks.get(i));
            }
        }
        int before = slabs.pages();
        for (Block block : kept) {
            if (slabs.isSparse(block.address)) {
                allocate(4);
                free(block);
            }
        }
        assertThat(slabs.pages()).isLessThan(before / 5);
    }
}
