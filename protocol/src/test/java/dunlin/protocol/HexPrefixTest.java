package dunlin.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HexPrefixTest {
    private static final InfoHash HASH =
            InfoHash.fromHex("c12fe1c06bba254a9dc9f519b335aa7c1367a88a");
    private static final InfoHashV2 V2 =
            InfoHashV2.fromHex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

    @ParameterizedTest
    @ValueSource(strings = {"", "c12fe", "c12feg", "c12fe1 ", "films.iso", "-c12fe1", "١٢٣٤٥٦"})
    void isNoIdBelowSixDigitsOrWithAnythingElse(String text) {
        assertThat(HexPrefix.ofId(text)).isEmpty();
    }

    @Test
    void namesAShareByEitherInfoHashInAnyCase() {
        assertThat(HexPrefix.ofId("C12FE1")).hasValue(new HexPrefix("c12fe1"));
        assertThat(HexPrefix.ofId(V2.toString())).isPresent();
        assertThat(HexPrefix.ofId(V2 + "0")).isEmpty();
        assertThat(new HexPrefix("C12FE1")).hasToString("c12fe1");
        assertThatIllegalArgumentException().isThrownBy(() -> new HexPrefix("x"));
        assertThatIllegalArgumentException().isThrownBy(() -> new HexPrefix(""));
    }

    @Test
    void beginsWhatHasItsDigitsFirst() {
        for (int digits = 1; digits <= 40; digits++) {
            HexPrefix prefix = new HexPrefix(HASH.toString().substring(0, digits));
            assertThat(prefix.begins(HASH)).isTrue();
            assertThat(prefix.begins(V2)).isFalse();
        }
        assertThat(HexPrefix.of(V2.truncated()).begins(V2)).isTrue();
        assertThat(new HexPrefix(HASH + "0").begins(HASH)).isFalse();
        assertThat(new HexPrefix("12fe1c").begins(HASH)).isFalse();
    }

    @Test
    void whatBeginsSoLiesBetweenTheLeastAndTheGreatest() {
        for (int digits = 1; digits <= 40; digits++) {
            HexPrefix prefix = new HexPrefix(HASH.toString().substring(0, digits));
            assertThat(Arrays.compareUnsigned(prefix.least(20), HASH.bytes())).isNotPositive();
            assertThat(Arrays.compareUnsigned(prefix.greatest(20), HASH.bytes())).isNotNegative();
            assertThat(prefix.begins(InfoHash.of(prefix.least(20)))).isTrue();
            assertThat(prefix.begins(InfoHash.of(prefix.greatest(20)))).isTrue();
        }
        assertThat(new HexPrefix("abc").least(2)).containsExactly(0xab, 0xc0);
        assertThat(new HexPrefix("abc").greatest(2)).containsExactly(0xab, 0xcf);
        assertThat(new HexPrefix("abcde").least(2)).isEmpty();
        assertThat(new HexPrefix("abcde").greatest(2)).isEmpty();
    }
}
