package dunlin.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.ProtocolException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever comes, a parser answers with a value or a {@link ProtocolException}. */
class RandomBytesTest {
    private static final int ROUNDS = 20_000;
    private static final String[] SEEDS = {
        "0000000d06000000010000400000004000",
        "0000000305fac0",
        "000000041403aabb",
        "64383a6d73675f7479706569316535"
                + "3a7069656365693065"
                + "31303a746f74616c5f73697a65693565657878787878",
        "000000000a0102031ae100000000",
        "020120010db8000000000000000000000001010200000003",
        "64313a6d6431313a75745f6d65746164617461693165" + "65343a72657171693765313a76333a61626365"
    };

    private interface Parser {
        void parse(byte[] bytes) throws ProtocolException;
    }

    private final Random random = new Random(1);
    private int accepted;
    private int refused;

    @Test
    void framesAreReadOrRefused() {
        MessageCodec codec = new MessageCodec(FrameLimits.PIECES_UNKNOWN);
        feed(bytes -> {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            while (codec.next(in) != null) {
                assertThat(in.position()).isPositive();
            }
        });
    }

    @Test
    void extensionHandshakesAreReadOrRefused() {
        feed(ExtensionHandshake::parse);
    }

    @Test
    void metadataMessagesAreReadOrRefused() {
        feed(MetadataMessage::parse);
    }

    @Test
    void wordOfARendezvousIsReadOrPassedOver() {
        feed(bytes -> {
            HolepunchMessage read =
                    HolepunchMessage.parse(bytes)
                            .orElseThrow(() -> new ProtocolException("passed over"));
            assertThat(HolepunchMessage.parse(read.toBytes())).contains(read);
        });
    }

    @Test
    void extensionMessagesAreReadOrRefusedUnderAnyNumber() {
        feed(bytes -> ExtensionMessage.parse(new Message.Extended(random.nextInt(256), bytes)));
    }

    private void feed(Parser parser) {
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = HexFormat.of().parseHex(SEEDS[i % SEEDS.length]);
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                parser.parse(bytes);
                accepted++;
            } catch (ProtocolException e) {
                assertThat(e.getMessage()).isNotBlank().doesNotContain("\n", "\u001b");
                refused++;
            }
        }
        assertThat(accepted).isPositive();
        assertThat(refused).isPositive();
    }
}
