package dunlin.protocol.metainfo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeNameTest {
    @ParameterizedTest
    @CsvSource({
        "'',        unnamed",
        ".,         unnamed",
        "..,        unnamed",
        "/,         _",
        "/etc,      _etc",
        "../a,      .._a",
        "a\\b,      a_b",
        "'a\0b',    a_b",
        "'a\nb',    a_b",
        "'\u001b[2J', _[2J",
        "'a\u0085', a_",
        "'a\ud800', a_",
    })
    void replacesWhatLeadsOutOrBreaksALine(String name, String safe) {
        assertThat(SafeName.of(name)).isEqualTo(safe);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                ".hidden",
                "..a",
                "a..b",
                "with space",
                "dot.",
                "space ",
                "C:",
                "aux",
                "grün",
                "日本語",
                "12:30 notes.txt",
                "a*b?",
                "\"quoted\"",
                "-rf",
                "~",
                "$HOME",
                "\u05e9\u05dc\u05d5\u05dd",
                "🐦"
            })
    void keepsWhatHonestFoldersAreFullOf(String name) {
        assertThat(SafeName.of(name)).isEqualTo(name);
    }

    @Test
    void cutsBeforeTheEndingAndBetweenCharacters() {
        assertThat(SafeName.fitting("a".repeat(300) + ".mkv", "", 255))
                .isEqualTo("a".repeat(251) + ".mkv");
        String umlauts = SafeName.fitting("ü".repeat(200) + ".tar", "", 255);
        assertThat(umlauts).isEqualTo("ü".repeat(125) + ".tar");
        assertThat(umlauts.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(255);
        assertThat(SafeName.fitting("🐦".repeat(100), "", 255)).isEqualTo("🐦".repeat(63));
        assertThat(SafeName.fitting("." + "a".repeat(300), "", 255)).hasSize(255);
        assertThat(SafeName.fitting("a." + "b".repeat(300), "", 255)).hasSize(255);
    }

    @Test
    void putsATailBeforeTheEnding() {
        assertThat(SafeName.fitting("photo.jpg", " (2)", 255)).isEqualTo("photo (2).jpg");
        assertThat(SafeName.fitting("photo", " (2)", 255)).isEqualTo("photo (2)");
        assertThat(SafeName.fitting("a".repeat(255), " (2)", 255).getBytes(UTF_8))
                .hasSizeLessThanOrEqualTo(255);
    }
}
