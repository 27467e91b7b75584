package dunlin.protocol.bencode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class BencodeWriterTest {
    @Test
    void writesEveryKindOfValue() {
        byte[] written =
                new BencodeWriter()
                        .dictionary()
                        .key("a")
                        .integer(-1)
                        .key("b")
                        .list()
                        .text("ü")
                        .string(new byte[] {0})
                        .end()
                        .key("c")
                        .raw("de".getBytes(UTF_8))
                        .end()
                        .toBytes();
        assertThat(written).asString(UTF_8).isEqualTo("d1:ai-1e1:bl2:ü1:\0e1:cdee");
    }

    @Test
    void refusesWhatNoReaderWouldAccept() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new BencodeWriter().dictionary().key("b").integer(1).key("a"));
        assertThatIllegalStateException()
                .isThrownBy(() -> new BencodeWriter().dictionary().key("b").integer(1).key("b"));
        assertThatIllegalStateException()
                .isThrownBy(() -> new BencodeWriter().dictionary().integer(1));
        assertThatIllegalStateException()
                .isThrownBy(() -> new BencodeWriter().dictionary().key("a").key("b"));
        assertThatIllegalStateException()
                .isThrownBy(() -> new BencodeWriter().dictionary().key("a").end());
        assertThatIllegalStateException().isThrownBy(() -> new BencodeWriter().list().key("a"));
        assertThatIllegalStateException().isThrownBy(() -> new BencodeWriter().list().toBytes());
        assertThatIllegalStateException().isThrownBy(() -> new BencodeWriter().toBytes());
        assertThatIllegalStateException().isThrownBy(() -> new BencodeWriter().end());
        assertThatIllegalStateException()
                .isThrownBy(() -> new BencodeWriter().integer(1).integer(2));
    }
}
