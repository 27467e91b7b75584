package dunlin.protocol.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "/",
                "/etc",
                "a/b",
                "\\",
                "..\\a",
                "C:",
                "c:\\a",
                "C:a",
                "a\0b",
                "a\nb",
                "\u001b[2J",
                "a\u007f",
                "a\u0085",
                "CON",
                "nul",
                "Com1",
                "LPT9",
                "COM¹",
                "a.",
                "a ",
                "a..",
                " ",
                "..."
            })
    void refusesWhatLeadsOutOrIsNoFileSomewhere(String name) {
        assertThatThrownBy(() -> SafeName.check(name)).isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                ".hidden",
                "..a",
                "a..b",
                "with space",
                "grün",
                "日本語",
                "aux.c",
                "console",
                "com",
                "com10",
                "12:30 notes.txt",
                "a*b?",
                "\"quoted\"",
                "-rf",
                "~",
                "$HOME",
                "\u05e9\u05dc\u05d5\u05dd",
                "🐦"
            })
    void acceptsWhatHonestFoldersAreFullOf(String name) throws ProtocolException {
        assertThat(SafeName.check(name)).isEqualTo(name);
    }

    @Test
    void countsTheBytesOfUtf8() throws ProtocolException {
        SafeName.check("a".repeat(255));
        SafeName.check("ü".repeat(127));
        assertThatThrownBy(() -> SafeName.check("a".repeat(300)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("longer than 255 bytes");
        assertThatThrownBy(() -> SafeName.check("ü".repeat(128)))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void showsTheRefusedNameWithoutItsPower() {
        assertThatThrownBy(() -> SafeName.check("\u001b[31m\u202egnp/exe"))
                .hasMessage(
                        "the file name \"\\u001b[31m\\u202egnp/exe\" contains a control character");
    }
}
