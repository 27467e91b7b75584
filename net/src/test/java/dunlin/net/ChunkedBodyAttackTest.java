package dunlin.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies in chunks that cost whoever reads them more than whoever sends them. */
@Tag("attack")
class ChunkedBodyAttackTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final int MAX_BODY = 64 << 20;

    /** Counts what is taken of it. */
    private static final class Counted extends InputStream {
        private final InputStream in;
        private int bytes;
        private int calls;

        Counted(String text) {
            this.in = new ByteArrayInputStream(text.getBytes(ISO_8859_1));
        }

        @Override
        public int read() throws IOException {
            calls++;
            bytes++;
            return in.read();
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            calls++;
            int read = in.read(into, from, length);
            bytes += Math.max(0, read);
            return read;
        }
    }

    private static HttpReply read(String text) throws IOException, ProtocolException {
        return HttpReply.read(new Counted(text), MAX_BODY);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\t", "0", ";", "1"})
    void aLongLineWithTheSizeOfAChunkIsRefusedWhenItIsTooLong(String filler) {
        Counted in = new Counted(HEAD + "5" + filler.repeat(1 << 20) + "x\r\nhello\r\n0\r\n\r\n");
        assertThatThrownBy(() -> HttpReply.read(in, MAX_BODY))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("chunk");
        assertThat(in.bytes).as("bytes read until then").isLessThan(64 << 10);
    }

    @Test
    void chunksOfOneByteAreRefusedBeforeTheyCostMoreThanTheyHold() {
        Counted in = new Counted(HEAD + "1\r\nx\r\n".repeat(1 << 20) + "0\r\n\r\n");
        assertThatThrownBy(() -> HttpReply.read(in, MAX_BODY))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("chunks");
        assertThat(in.bytes).as("bytes read until then").isLessThan(128 << 10);
    }

    @Test
    void aBodyInSmallChunksIsReadThroughABuffer() throws Exception {
        Counted in = new Counted(HEAD + "8\r\n01234567\r\n".repeat(10_000) + "0\r\n\r\n");
        assertThat(HttpReply.read(in, MAX_BODY).body()).hasSize(80_000);
        assertThat(in.calls).isLessThan(in.bytes / 1_000);
    }

    @Test
    void aShortAnswerMayComeInChunksOfOneByte() throws Exception {
        assertThat(read(HEAD + "1\r\nx\r\n".repeat(4_000) + "0\r\n\r\n").body()).hasSize(4_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "5;a=b", "5 ", "5 \t;a", "00000005"})
    void theSizeOfAChunkMayStandBeforeBlanksAndExtensions(String size) throws Exception {
        assertThat(read(HEAD + size + "\r\nhello\r\n0\r\n\r\n").body())
                .asString()
                .isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " 5", "-5", "+5", "5x", "5 x", "0x5", "000000005", "fffffffff"})
    void anythingElseIsNoSize(String size) {
        assertThatThrownBy(() -> read(HEAD + size + "\r\nhello\r\n0\r\n\r\n"))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("size is no number");
    }

    @Test
    void aChunkThatWouldBeLongerThanAllThatIsTakenIsRefusedUnread() {
        Counted in = new Counted(HEAD + "7fffffff\r\n" + "x".repeat(1 << 20));
        assertThatThrownBy(() -> HttpReply.read(in, MAX_BODY))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("more than");
        assertThat(in.bytes).isLessThan(32 << 10);
    }
}
