package dunlin.protocol.krpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.identity.PeerKeyPair;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ItemTest {
    private static final byte[] HELLO = "12:Hello World!".getBytes(UTF_8);
    private static final PeerKey KEY =
            PeerKey.of(
                    HexFormat.of()
                            .parseHex(
                                    "77ff84905a91936367c01360803104f92432fcd904a43511876df5cdf3e7e548"));

    @ParameterizedTest
    @CsvSource({
        "'', 4a533d47ec9c7d95b1ad75f576cffc641853b750,"
                + " 305ac8aeb6c9c151fa120f120ea2cfb923564e11552d06a5d856091e5e853cff"
                + "1260d3f39e4999684aa92eb73ffd136e6f4f3ecbfda0ce53a1608ecd7ae21f01",
        "foobar, 411eba73b6f087ca51a3795d9c8c938d365e32c1,"
                + " 6834284b6b24c3204eb2fea824d82f88883a3d95e8b4a21b8c0ded553d17d17d"
                + "df9a8a7104b1258f30bed3787e6cb896fca78c58f8e03b5f18f14951a87d9a08"
    })
    void aMutableOneIsTheVectorOfBep44(String salt, String target, String signature) {
        Opaque salted = Opaque.of(salt.getBytes(UTF_8));
        assertThat(Item.target(KEY, salted)).isEqualTo(NodeId.fromHex(target));
        byte[] signed = Item.toSign(salted, 1, Opaque.of(HELLO));
        assertThat(new String(signed, UTF_8))
                .isEqualTo((salt.isEmpty() ? "" : "4:salt6:foobar") + "3:seqi1e1:v12:Hello World!");
        assertThat(KEY.verifies(signed, HexFormat.of().parseHex(signature))).isTrue();
    }

    @Test
    void anImmutableOneIsTheVectorOfBep44() {
        assertThat(Item.immutable(HELLO).target())
                .isEqualTo(NodeId.fromHex("e5f96f6f38320f0f33959cb4d3d656452117aadb"));
    }

    @Test
    void whatThisPeerSignsHoldsForItsKeyOnly() {
        PeerKeyPair own = PeerKeyPair.random(new Random(1));
        byte[] message = Item.toSign(Opaque.EMPTY, Long.MAX_VALUE, Opaque.of(HELLO));
        byte[] signature = own.sign(message);
        assertThat(own.publicKey().verifies(message, signature)).isTrue();
        assertThat(KEY.verifies(message, signature)).isFalse();
    }
}
