package dunlin.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SafeTextTest {
    @Test
    void takesTheirPowerFromControlAndDirectionCharacters() {
        assertThat(SafeText.forTerminal("a\u001b[2J\r\nb\u202egnp.exe\u2028\u009b\ufeff"))
                .isEqualTo("a\\u001b[2J\\u000d\\u000ab\\u202egnp.exe\\u2028\\u009b\\ufeff");
        assertThat(SafeText.forTerminal("\ud800")).isEqualTo("\\ud800");
        assertThat(SafeText.forTerminal("\udb40\udc41")).isEqualTo("\\U000e0041");
    }

    @Test
    void leavesEveryScriptAsItIs() {
        String text = "grün 日本語 שלום 🐦 👩\u200d🚀 a\\b";
        assertThat(SafeText.forTerminal(text)).isEqualTo(text);
    }

    @Test
    void cutsALineToItsLengthAfterItWasMadeSafe() {
        assertThat(SafeText.line("short", 5)).isEqualTo("short");
        assertThat(SafeText.line("longer", 5)).isEqualTo("long…");
        assertThat(SafeText.line("\u001b".repeat(1 << 20), 10)).isEqualTo("\\u001b\\u0…");
        assertThat(SafeText.line("ab🐦cd", 4)).as("no half a bird").isEqualTo("ab…");
        assertThat(SafeText.line("🐦", 1)).isEqualTo("…");
    }
}
