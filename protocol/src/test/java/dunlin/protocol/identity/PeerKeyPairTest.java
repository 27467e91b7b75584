package dunlin.protocol.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dunlin.protocol.ProtocolException;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerKeyPairTest {
    private static final HexFormat HEX = HexFormat.of();

    /** 2^252 + 27742317777372353535851937790883648493, the order of the base point. */
    private static final BigInteger ORDER =
            BigInteger.ONE
                    .shiftLeft(252)
                    .add(new BigInteger("27742317777372353535851937790883648493"));

    /** RFC 8032, 7.1: TEST 1, 2, 3 and SHA(abc). */
    @ParameterizedTest
    @CsvSource({
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a, '',"
                + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
                + "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
                + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c, 72,"
                + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e"
                + "458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
                + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025, af82,"
                + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290"
                + "ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42,"
                + "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf,"
                + "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f,"
                + "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ec"
                + "fdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    })
    void derivesSignsAndVerifiesAsTheSpecificationSays(
            String seed, String key, String message, String signature) throws ProtocolException {
        PeerKeyPair pair = PeerKeyPair.ofSeed(HEX.parseHex(seed));
        byte[] said = HEX.parseHex(message);

        assertThat(pair.publicKey()).isEqualTo(PeerKey.parse(key)).hasToString(key);
        assertThat(pair.sign(said)).asHexString().isEqualToIgnoringCase(signature);
        assertThat(PeerKey.parse(key).verifies(said, HEX.parseHex(signature))).isTrue();
    }

    @Test
    void anyChangeOfMessageSignatureOrKeyIsSeen() {
        PeerKeyPair pair = PeerKeyPair.random(new Random(1));
        byte[] said = "said".getBytes(US_ASCII);
        byte[] signature = pair.sign(said);
        assertThat(pair.publicKey().verifies(said, signature)).isTrue();

        for (int bit = 0; bit < 8 * said.length; bit++) {
            assertThat(pair.publicKey().verifies(flipped(said, bit), signature)).isFalse();
        }
        for (int bit = 0; bit < 8 * signature.length; bit++) {
            assertThat(pair.publicKey().verifies(said, flipped(signature, bit))).isFalse();
        }
        for (int bit = 0; bit < 8 * PeerKey.LENGTH; bit++) {
            PeerKey other = PeerKey.of(flipped(pair.publicKey().bytes(), bit));
            assertThat(other.verifies(said, signature)).isFalse();
        }
        assertThat(pair.publicKey().verifies(said, new byte[63])).isFalse();
        assertThat(pair.publicKey().verifies(said, new byte[65])).isFalse();
        assertThat(pair.publicKey().verifies(said, new byte[64])).isFalse();
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }

    /** Else whoever heard a request could make a second, different signature of it. */
    @Test
    void aSignatureHasNoSecondForm() {
        PeerKeyPair pair = PeerKeyPair.random(new Random(1));
        byte[] said = "said".getBytes(US_ASCII);
        byte[] signature = pair.sign(said);
        byte[] scalar = new byte[33];
        for (int i = 0; i < 32; i++) {
            scalar[32 - i] = signature[32 + i];
        }
        byte[] more = new BigInteger(1, scalar).add(ORDER).toByteArray();
        byte[] second = signature.clone();
        for (int i = 0; i < 32; i++) {
            second[32 + i] = more[more.length - 1 - i];
        }

        assertThat(second).isNotEqualTo(signature);
        assertThat(pair.publicKey().verifies(said, second)).isFalse();
    }

    /**
     * The eight points whose order divides 8, and the forms in which their y or the sign of a zero
     * x is not the shortest. With such a key R = -kA + SB holds for many messages, with S = 0 too.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0100000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000080",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000080",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            })
    void aKeyThatAnyoneCouldSignForVerifiesNothing(String hex) throws ProtocolException {
        PeerKey weak = PeerKey.parse(hex);
        for (String point : new String[] {hex, "01" + "00".repeat(31)}) {
            byte[] signature = HEX.parseHex(point + "00".repeat(32));
            for (int i = 0; i < 16; i++) {
                assertThat(weak.verifies(new byte[] {(byte) i}, signature)).isFalse();
            }
        }
    }

    @Test
    void keysAndSignaturesOfNoSenseVerifyNothing() {
        Random random = new Random(1);
        byte[] key = new byte[PeerKey.LENGTH];
        byte[] signature = new byte[64];
        for (int i = 0; i < 500; i++) {
            random.nextBytes(key);
            random.nextBytes(signature);
            assertThat(PeerKey.of(key).verifies(key, signature)).isFalse();
        }
    }

    @Test
    void isMadeOfItsSeedAloneAndDoesNotPrintIt() {
        PeerKeyPair pair = PeerKeyPair.random(new Random(1));
        PeerKeyPair again = PeerKeyPair.ofSeed(pair.seed());

        assertThat(again.publicKey()).isEqualTo(pair.publicKey());
        assertThat(pair).hasToString(pair.publicKey().toString());
        assertThat(PeerKeyPair.random(new Random(2)).publicKey()).isNotEqualTo(pair.publicKey());
        assertThatIllegalArgumentException().isThrownBy(() -> PeerKeyPair.ofSeed(new byte[31]));
    }
}
