package dunlin.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdentityTest {
    private static final String HEX = "c12fe1c06bba254a9dc9f519b335aa7c1367a88a";
    private static final String HEX_V2 =
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void anInfoHashIsItsTwentyBytes() {
        InfoHash hash = InfoHash.fromHex(HEX.toUpperCase(Locale.ROOT));
        assertThat(hash).hasToString(HEX).isEqualTo(InfoHash.of(hash.bytes()));
        hash.bytes()[0] = 0;
        assertThat(hash).hasToString(HEX);
    }

    @Test
    void aTextOfFortyHexadecimalDigitsIsAnInfoHash() {
        assertThat(InfoHash.parse(HEX)).hasValue(InfoHash.fromHex(HEX));
        assertThat(InfoHash.parse(HEX.toUpperCase(Locale.ROOT))).hasValue(InfoHash.fromHex(HEX));
        for (String other : List.of("", HEX.substring(1), HEX + "0", "g" + HEX.substring(1))) {
            assertThat(InfoHash.parse(other)).isEmpty();
        }
    }

    @Test
    void anInfoHashIsReadFromABufferOfEitherByteOrder() {
        byte[] bytes = InfoHash.fromHex(HEX).bytes();
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            ByteBuffer in = ByteBuffer.allocate(30).order(order).put(3, bytes);
            assertThat(InfoHash.at(in, 3)).hasToString(HEX);
            assertThat(in.position()).isZero();
            assertThatThrownBy(() -> InfoHash.at(in, 11))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void anInfoHashIsThreeNumbersInNetworkOrder() {
        InfoHash hash = InfoHash.fromHex(HEX);
        assertThat(hash.head()).isEqualTo(0xc12fe1c06bba254aL);
        assertThat(hash.middle()).isEqualTo(0x9dc9f519b335aa7cL);
        assertThat(hash.tail()).isEqualTo(0x1367a88a);
        assertThat(InfoHash.of(hash.head(), hash.middle(), hash.tail())).isEqualTo(hash);
    }

    @Test
    void infoHashesThatDifferInOneBitAreDifferent() {
        InfoHash hash = InfoHash.fromHex(HEX);
        for (int bit = 0; bit < 160; bit++) {
            byte[] bytes = hash.bytes();
            bytes[bit / 8] ^= (byte) (0x80 >> bit % 8);
            InfoHash other = InfoHash.of(bytes);
            assertThat(other).isNotEqualTo(hash).doesNotHaveSameHashCodeAs(hash);
            assertThat(other.compareTo(hash))
                    .isEqualTo(Integer.signum(Arrays.compareUnsigned(bytes, hash.bytes())));
        }
    }

    @Test
    void infoHashesAreThoseOfTheirStandards() {
        byte[] abc = "abc".getBytes(US_ASCII);
        assertThat(InfoHash.ofInfo(abc)).hasToString("a9993e364706816aba3e25717850c26c9cd0d89d");
        assertThat(InfoHashV2.ofInfo(abc)).hasToString(HEX_V2);
    }

    @Test
    void aV2HashGoesOnTheWireByItsFirstTwentyBytes() {
        assertThat(InfoHashV2.fromHex(HEX_V2).truncated()).hasToString(HEX_V2.substring(0, 40));
    }

    @Test
    void infoHashesAreOrderedByUnsignedBytes() {
        InfoHash low = InfoHash.fromHex("7f" + "00".repeat(19));
        InfoHash high = InfoHash.fromHex("80" + "00".repeat(19));
        assertThat(low).isLessThan(high);
    }

    @Test
    void refusesAnyOtherLength() {
        assertThatIllegalArgumentException().isThrownBy(() -> InfoHash.of(new byte[19]));
        assertThatIllegalArgumentException().isThrownBy(() -> InfoHash.fromHex(HEX + "00"));
        assertThatIllegalArgumentException().isThrownBy(() -> InfoHash.fromHex("x".repeat(40)));
        assertThatIllegalArgumentException().isThrownBy(() -> InfoHashV2.of(new byte[20]));
        assertThatIllegalArgumentException().isThrownBy(() -> PeerId.of(new byte[21]));
    }

    @Test
    void aPeerIdNamesThisProgramAndIsNewEachTime() {
        Random random = new Random(1);
        PeerId one = PeerId.random(random);
        assertThat(one.toString()).startsWith("-DU");
        assertThat(one).isNotEqualTo(PeerId.random(random)).isEqualTo(PeerId.of(one.bytes()));
    }

    @Test
    void aPeerIdIsShownWithoutWhatCannotBePrinted() {
        byte[] bytes = "-XX0001-\u001b[2Jabcdefgh".getBytes(US_ASCII);
        assertThat(PeerId.of(bytes)).hasToString("-XX0001-.[2Jabcdefgh");
    }
}
