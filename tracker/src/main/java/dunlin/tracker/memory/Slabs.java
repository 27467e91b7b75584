package dunlin.tracker.memory;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A slab allocator (J. Bonwick, USENIX Summer 1994): blocks of ints of a few sizes, out of pages
 * that each hold blocks of one size. A page of which nothing is used is given up, so that memory
 * follows what is held, whatever sizes are held next; and the garbage collector meets pages, not
 * blocks. Not thread-safe.
 *
 * <p>Invariant: a page is in its size's list if and only if a block in it is used and another is
 * free. The free ones of a page are a chain, each with the offset of the next in its first int.
 */
final class Slabs {
    /** Ints of the smallest block; every block's size is a multiple. */
    static final int UNIT = 3;

    /** Units of the largest block. */
    static final int MAX_UNITS = 64;

    private static final int PAGE_BITS = 11;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final int NONE = -1;
    private static final int[] UNITS = {
        1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, MAX_UNITS
    };
    private static final byte[] SIZE_OF = sizes();

    private static final class Page {
        final int number;
        int size;
        int used;
        int free;
        @Nullable Page previous;
        @Nullable Page next;

        Page(int number) {
            this.number = number;
        }
    }

    private int[][] ints = new int[2][];
    private Page[] pages = new Page[2];
    private int numbered;
    private int open;
    private final @Nullable Page[] lists = new Page[UNITS.length];
    private @Nullable Page closed;
    private int @Nullable [] spare;

    private static byte[] sizes() {
        byte[] sizes = new byte[MAX_UNITS + 1];
        int size = 0;
        for (int units = 1; units <= MAX_UNITS; units++) {
            if (units > UNITS[size]) {
                size++;
            }
            sizes[units] = (byte) size;
        }
        return sizes;
    }

    /** Whether blocks of these two numbers of units, 1 to {@link #MAX_UNITS}, are equally large. */
    static boolean sameSize(int units, int others) {
        return SIZE_OF[units] == SIZE_OF[others];
    }

    /** The page that an address lies in. */
    int[] page(int address) {
        return ints[address >>> PAGE_BITS];
    }

    /** The place of an address in its page. */
    static int offset(int address) {
        return address & PAGE - 1;
    }

    /**
     * The address of a block, not negative; what is in it is left over from its last use.
     *
     * @param units 1 to {@link #MAX_UNITS}
     */
    int allocate(int units) {
        int size = SIZE_OF[units];
        Page page = lists[size];
        if (page == null) {
            page = open(size);
        }
        int offset = page.free;
        page.free = ints[page.number][offset];
        page.used++;
        if (page.free == NONE) {
            unlink(page);
        }
        return page.number << PAGE_BITS | offset;
    }

    /** Takes a block back. */
    void free(int address) {
        Page page = pages[address >>> PAGE_BITS];
        boolean wasFull = page.free == NONE;
        ints[page.number][offset(address)] = page.free;
        page.free = offset(address);
        page.used--;
        if (wasFull) {
            link(page);
        }
        if (page.used == 0) {
            close(page);
        }
    }

    /**
     * Whether so little else is used in the page of a block that the page could be given up if the
     * blocks moved elsewhere: a new one would be in a page of its size that stands in front.
     */
    boolean isSparse(int address) {
        Page page = pages[address >>> PAGE_BITS];
        return page.previous != null && page.used * UNITS[page.size] * UNIT < PAGE * 3 / 4;
    }

    /** How many pages there are of which something is used. */
    int pages() {
        return open;
    }

    private Page open(int size) {
        Page page = closed;
        if (page == null) {
            page = number();
        } else {
            closed = page.next;
            page.next = null;
        }
        int[] fresh = spare == null ? new int[PAGE] : spare;
        spare = null;
        int step = UNITS[size] * UNIT;
        int last = (PAGE / step - 1) * step;
        for (int offset = 0; offset < last; offset += step) {
            fresh[offset] = offset + step;
        }
        fresh[last] = NONE;
        ints[page.number] = fresh;
        page.size = size;
        page.free = 0;
        link(page);
        open++;
        return page;
    }

    private Page number() {
        if (numbered == pages.length) {
            ints = Arrays.copyOf(ints, 2 * numbered);
            pages = Arrays.copyOf(pages, 2 * numbered);
        }
        Page page = new Page(numbered);
        pages[numbered++] = page;
        return page;
    }

    /** One page is kept, for a block that comes and goes. */
    @SuppressWarnings("NullAway") // nobody asks for a page that holds no block
    private void close(Page page) {
        unlink(page);
        spare = ints[page.number];
        ints[page.number] = null;
        page.next = closed;
        closed = page;
        open--;
    }

    private void link(Page page) {
        Page next = lists[page.size];
        page.next = next;
        if (next != null) {
            next.previous = page;
        }
        lists[page.size] = page;
    }

    private void unlink(Page page) {
        Page previous = page.previous;
        Page next = page.next;
        if (previous == null) {
            lists[page.size] = next;
        } else {
            previous.next = next;
        }
        if (next != null) {
            next.previous = previous;
        }
        page.previous = null;
        page.next = null;
    }
}
