package dunlin.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.Bitfield;
import org.junit.jupiter.api.Test;

class PieceMapTest {
    @Test
    void rangesNameTheirFirstAndTheirLastPiece() {
        Bitfield have = Bitfield.none(10);
        for (int piece : new int[] {0, 1, 2, 3, 7, 9}) {
            have.set(piece);
        }
        assertThat(PieceMap.ranges(have))
                .containsExactly(new int[] {0, 3}, new int[] {7, 7}, new int[] {9, 9});
        assertThat(PieceMap.ranges(Bitfield.all(4))).containsExactly(new int[] {0, 3});
        assertThat(PieceMap.ranges(Bitfield.none(4))).isEmpty();
    }

    @Test
    void onlyAllIsFullAndOnlyNoneIsEmpty() {
        Bitfield have = Bitfield.none(400);
        for (int piece = 100; piece < 200; piece++) {
            have.set(piece);
        }
        for (int piece = 201; piece < 300; piece++) {
            have.set(piece);
        }
        have.set(399);
        assertThat(PieceMap.bar(have, 4)).isEqualTo("·█▓░");
    }

    @Test
    void fewPiecesMakeAShortBar() {
        assertThat(PieceMap.bar(Bitfield.all(3), 32)).isEqualTo("███");
        assertThat(PieceMap.bar(Bitfield.none(0), 32)).isEmpty();
    }
}
