package dunlin.protocol.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerNameTest {
    @Test
    void takesNamesOfAnyScript() throws ProtocolException {
        for (String name :
                new String[] {
                    "anna", "K\u00e4the & Co", "\u0410\u043d\u043d\u0430", "\u592a\u90ce"
                }) {
            assertThat(PeerName.check(" " + name + " ")).isEqualTo(name);
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 0x1b, 0xa0, 0xad, 0x34f, 0x115f, 0x1680, 0x180e, 0x2003, 0x200b, 0x200c, 0x200d,
                0x202e, 0x2028, 0x205f, 0x2060, 0x2800, 0x3000, 0x3164, 0xfe0f, 0xfeff, 0xffa0,
                0xe0041, 0xe0100
            })
    void refusesWhatIsNotSeen(int character) {
        assertThatThrownBy(() -> PeerName.check("te" + Character.toString(character) + "rn"))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("a peer's name with invisible characters, as U+");
    }
}
