package dunlin.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeometryTest {
    /** Two whole pieces of 40,000 bytes and one of 20,000. */
    private final Geometry geometry = new Geometry(100_000, 40_000);

    @Test
    void cutsAShareIntoPiecesAndBlocks() {
        assertThat(geometry.pieces()).isEqualTo(3);
        assertThat(geometry.pieceSize(0)).isEqualTo(40_000);
        assertThat(geometry.pieceSize(2)).isEqualTo(20_000);
        assertThat(geometry.offset(2)).isEqualTo(80_000);
        assertThat(geometry.blocks(0)).isEqualTo(3);
        assertThat(geometry.blocks(2)).isEqualTo(2);
        Block last = geometry.block(2, 1);
        assertThat(last.begin()).isEqualTo(16_384);
        assertThat(last.length()).isEqualTo(20_000 - 16_384);
        assertThat(last.index()).isEqualTo(1);
        assertThat(geometry.offset(last)).isEqualTo(96_384);
    }

    @Test
    void anEmptyShareHasNoPiece() {
        assertThat(new Geometry(0, 16_384).pieces()).isZero();
    }

    @Test
    void reachesPastFourGigabytes() {
        Geometry large = new Geometry(5L << 30, 1 << 20);
        assertThat(large.pieces()).isEqualTo(5120);
        assertThat(large.offset(5119)).isEqualTo((5L << 30) - (1 << 20));
        Geometry longest = new Geometry(Long.MAX_VALUE >> 32, 1 << 30);
        assertThat(longest.pieceSize(0)).isEqualTo(1 << 30);
        assertThat(longest.blocks(0)).isEqualTo(1 << 16);
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "1, 0", "1, -1", "1, 1073741825", "9223372036854775807, 1"})
    void refusesSizesThatNoShareHas(long size, int pieceLength) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Geometry(size, pieceLength));
    }

    @Test
    void namesOnlyPiecesThatThereAre() throws ProtocolException {
        assertThat(geometry.piece(2).number()).isEqualTo(2);
        assertThat(geometry.piece(0)).isEqualTo(geometry.piece(0)).isNotEqualTo(geometry.piece(1));
        for (int none : new int[] {3, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> geometry.piece(none))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage("piece " + none + " does not exist, there are 3");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 16384", "0, 39999, 1", "2, 3616, 16384", "2, 0, 20000", "1, 5, 7"})
    void takesABlockInsideItsPiece(int piece, int begin, int length) throws ProtocolException {
        Block block = geometry.check(piece, begin, length);
        assertThat(block).hasToString("block " + piece + ":" + begin + "+" + length);
    }

    @ParameterizedTest
    @CsvSource({
        "3, 0, 1",
        "-1, 0, 1",
        "2147483647, 0, 1",
        "0, -1, 1",
        "0, 0, 0",
        "0, 0, -1",
        "0, 40000, 1",
        "0, 39999, 2",
        "2, 20000, 1",
        "2, 3617, 16384",
        "0, 2147483647, 16384",
        "0, 0, 2147483647",
        "0, -2147483648, -2147483648"
    })
    void refusesABlockThatDoesNotExist(int piece, int begin, int length) {
        assertThatThrownBy(() -> geometry.check(piece, begin, length))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void refusesABlockLongerThanIsServed() throws ProtocolException {
        Geometry large = new Geometry(1 << 20, 1 << 20);
        assertThat(large.check(0, 0, 128 * 1024).length()).isEqualTo(131_072);
        assertThatThrownBy(() -> large.check(0, 0, 128 * 1024 + 1))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void ourOwnMistakesAreNotThePeers() {
        assertThatThrownBy(() -> geometry.block(0, 3))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> geometry.offset(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
