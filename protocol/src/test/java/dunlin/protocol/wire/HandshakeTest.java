package dunlin.protocol.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HandshakeTest {
    private static final InfoHash HASH =
            InfoHash.fromHex("0123456789abcdef0123456789abcdef01234567");
    private static final PeerId ID = PeerId.of("-DU0010-abcdefghijkl".getBytes(ISO_8859_1));

    @Test
    void isTheBytesOfTheSpecification() {
        ByteBuffer out = ByteBuffer.allocate(Handshake.LENGTH);
        new Handshake(HASH, ID, true, true, false).put(out);
        assertThat(HexFormat.of().formatHex(out.array()))
                .isEqualTo(
                        "13426974546f7272656e742070726f746f636f6c"
                                + "0000000000100004"
                                + "0123456789abcdef0123456789abcdef01234567"
                                + "2d4455303031302d6162636465666768696a6b6c");
    }

    @Test
    void readsWhatItWrites() throws ProtocolException {
        for (int bits = 0; bits < 8; bits++) {
            Handshake handshake =
                    new Handshake(
                            HASH,
                            ID,
                            (bits & 1) != 0,
                            (bits & 2) != 0,
                            (bits & 4) != 0,
                            (bits & 8) != 0);
            ByteBuffer out = ByteBuffer.allocate(Handshake.LENGTH);
            handshake.put(out);
            assertThat(Handshake.parse(out.flip())).isEqualTo(handshake);
        }
    }

    @Test
    void refusesAnotherProtocolAndShowsItsFirstBytesSafely() {
        byte[] hostile = new byte[Handshake.LENGTH];
        hostile[0] = 0x1b;
        assertThatThrownBy(() -> Handshake.parse(ByteBuffer.wrap(hostile)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("not the BitTorrent protocol")
                .hasMessageNotContaining("\u001b");
    }

    @Test
    void refusesAHandshakeCutShort() {
        assertThatThrownBy(() -> Handshake.parse(ByteBuffer.allocate(67)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("67 bytes");
    }
}
