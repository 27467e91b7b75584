package dunlin.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dunlin.protocol.ProtocolException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Whatever a server answers is read or refused in one line, and is never more than is taken. */
class HttpReplyFuzzTest {
    private static final int MAX_BODY = 10_000;

    @FuzzTest(maxDuration = "2m")
    void answer(byte[] bytes) {
        read(bytes);
    }

    @FuzzTest(maxDuration = "2m")
    void chunks(byte[] bytes) {
        byte[] head =
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[head.length + bytes.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(bytes, 0, all, head.length, bytes.length);
        read(all);
    }

    private static void read(byte[] bytes) {
        try {
            HttpReply reply = HttpReply.read(new ByteArrayInputStream(bytes), MAX_BODY);
            assertThat(reply.status()).isBetween(100, 599);
            assertThat(reply.body()).hasSizeLessThanOrEqualTo(MAX_BODY);
        } catch (ProtocolException | IOException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n", "\r", "\u001b");
        }
    }
}
