package dunlin.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BitfieldTest {
    @Test
    void theFirstPieceIsTheHighestBitOfTheFirstByte() throws ProtocolException {
        Bitfield field = Bitfield.none(10);
        field.set(0);
        field.set(7);
        field.set(9);
        assertThat(field.toBytes()).containsExactly(0b10000001, 0b01000000);
        assertThat(Bitfield.parse(field.toBytes(), 10)).isEqualTo(field);
    }

    @Test
    void comesBackFromTheWireAsItWas() throws ProtocolException {
        Random random = new Random(7);
        for (int pieces = 0; pieces < 200; pieces++) {
            Bitfield field = Bitfield.none(pieces);
            for (int i = 0; i < pieces; i++) {
                if (random.nextBoolean()) {
                    field.set(i);
                }
            }
            byte[] wire = field.toBytes();
            assertThat(wire).hasSize((pieces + 7) / 8);
            for (int i = 0; i < pieces; i++) {
                assertThat((wire[i / 8] & (0x80 >> i % 8)) != 0).isEqualTo(field.get(i));
            }
            assertThat(Bitfield.parse(wire, pieces)).isEqualTo(field);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void refusesAnyOtherLength(int length) {
        assertThatThrownBy(() -> Bitfield.parse(new byte[length], 9))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("a bitfield of " + length + " bytes where 2 belong");
    }

    @Test
    void refusesSpareBits() {
        assertThatThrownBy(() -> Bitfield.parse(new byte[] {0, 0b01000000}, 9))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("spare bit 9");
        assertThatThrownBy(() -> Bitfield.parse(new byte[] {0, 1}, 9))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void countsAndFinds() {
        Bitfield field = Bitfield.all(9);
        assertThat(field.isAll()).isTrue();
        assertThat(field.nextClear(0)).isEqualTo(-1);
        field.clear(4);
        assertThat(field.count()).isEqualTo(8);
        assertThat(field.nextClear(0)).isEqualTo(4);
        assertThat(field.nextClear(5)).isEqualTo(-1);
        assertThat(field.nextSet(4)).isEqualTo(5);
        assertThat(field.nextSet(9)).isEqualTo(-1);
        assertThat(field).hasToString("8 of 9");
    }

    @Test
    void aCopyGoesItsOwnWay() {
        Bitfield field = Bitfield.none(3);
        Bitfield copy = field.copy();
        copy.set(1);
        assertThat(field.get(1)).isFalse();
        assertThat(copy).isNotEqualTo(field);
    }

    @Test
    void hasNoPieceBeyondItsSize() {
        Bitfield field = Bitfield.none(3);
        assertThatThrownBy(() -> field.set(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> field.set(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
