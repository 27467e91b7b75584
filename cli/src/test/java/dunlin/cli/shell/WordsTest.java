package dunlin.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static List<String> words(String line) {
        return Words.of(line, "/home/anna");
    }

    @Test
    void cutsBySpacesAndKeepsWhatIsQuotedTogether() {
        assertThat(words("  get  a\tb ")).containsExactly("get", "a", "b");
        assertThat(words("get 'My Folder' \"a b\" c\\ d"))
                .containsExactly("get", "My Folder", "a b", "c d");
        assertThat(words("a'b'\"c\"d ''")).containsExactly("abcd", "");
        assertThat(words("")).isEmpty();
    }

    @Test
    void readsBackslashesAsAShellDoes() {
        assertThat(words("'a\\b' \"a\\b\" a\\b")).containsExactly("a\\b", "a\\b", "ab");
        assertThat(words("\"a\\\"b\\\\\" \\' \\")).containsExactly("a\"b\\", "'", "\\");
    }

    @Test
    void expandsOnlyTheFolderOfThePerson() {
        assertThat(words("~ ~/x a~ ~b '~/x' \\~/x *"))
                .containsExactly("/home/anna", "/home/anna/x", "a~", "~b", "~/x", "~/x", "*");
    }

    @Test
    void endsAtARemark() {
        assertThat(words("list # all")).containsExactly("list");
        assertThat(words("# nothing")).isEmpty();
        assertThat(words("get a#b '#'")).containsExactly("get", "a#b", "#");
    }

    @Test
    void saysWhichQuoteIsNotClosed() {
        assertThatThrownBy(() -> words("get 'a")).hasMessageContaining("a ' is not closed");
        assertThatThrownBy(() -> words("get \"a\\\"")).hasMessageContaining("a \" is not closed");
    }

    @Test
    void writesShortFormsOut() {
        assertThat(ShortForms.writtenOut(List.of("c", "anna", "3")))
                .containsExactly("get", "--from", "anna", "3");
        assertThat(ShortForms.writtenOut(List.of("dunlin", "r", "x")))
                .containsExactly("share", "x");
        assertThat(ShortForms.writtenOut(List.of("list", "r"))).containsExactly("list", "r");
        assertThat(ShortForms.isLeaving(List.of("exit"))).isTrue();
        assertThat(ShortForms.isLeaving(List.of("q", "x"))).isFalse();
    }
}
