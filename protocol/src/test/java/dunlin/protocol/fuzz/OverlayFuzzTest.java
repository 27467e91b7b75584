package dunlin.protocol.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.overlay.GolombDigest;
import dunlin.protocol.overlay.OverlayMessage;

/** Whatever a member sends is read or refused, and is passed on as it was read. */
class OverlayFuzzTest {
    @FuzzTest(maxDuration = "2m")
    void overlayMessage(byte[] payload) {
        try {
            OverlayMessage read = OverlayMessage.parse(payload);
            if (!(read instanceof OverlayMessage.Unknown)) {
                byte[] written = read.toBytes();
                assertThat(OverlayMessage.parse(written)).isEqualTo(read);
                assertThat(written.length).isLessThanOrEqualTo(payload.length);
            }
        } catch (ProtocolException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n", "\r", "\u001b");
        }
    }

    @FuzzTest(maxDuration = "2m")
    void digest(byte[] bytes) {
        try {
            GolombDigest read = GolombDigest.parse(bytes);
            assertThat(read.bytes()).isEqualTo(bytes);
        } catch (ProtocolException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n", "\r", "\u001b");
        }
    }
}
