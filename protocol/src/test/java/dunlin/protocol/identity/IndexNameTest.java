package dunlin.protocol.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndexNameTest {
    @ParameterizedTest
    @CsvSource({
        "http://Index.Example/announce, index.example:80",
        "HTTPS://index.example., index.example:443",
        "http://10.0.0.5:6969, 10.0.0.5:6969",
        "udp://index:6969/x?y, index:6969",
        "http://[2001:DB8::5]:6969/, [2001:db8::5]:6969",
        "http://[fe80::1%25eth0]:6969, [fe80::1]:6969",
    })
    void isHostAndPortAsTheyAreDialled(URI url, String name) throws ProtocolException {
        assertThat(IndexName.of(url)).map(IndexName::toString).contains(name);
        assertThat(IndexName.parse(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp://index", "mailto:a@b", "http:///x", "http://index:0"})
    void isMissingWhereAUrlNamesNone(URI url) {
        assertThat(IndexName.of(url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "index",
                "index:",
                "Index:1",
                "index:0",
                "index:70000",
                "a b:1",
                "a\nb:1",
                "::1:1"
            })
    void isReadFromNothingElse(String text) {
        assertThatThrownBy(() -> IndexName.parse(text)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void isNotReadIfItIsTooLong() {
        assertThatThrownBy(() -> IndexName.parse("a".repeat(300) + ":1"))
                .isInstanceOf(ProtocolException.class);
    }
}
