package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
    private static final List<String> KNOWN =
            List.of("tracker", "share", "unshare", "list", "search", "locate", "get", "create");

    @ParameterizedTest
    @CsvSource({
        "gte, get",
        "lst, list",
        "lcoate, locate",
        "serch, search",
        "shrae, share",
        "creat, create",
        "trackers, tracker"
    })
    void findsWhatWasMeant(String typed, String meant) {
        assertThat(Spelling.nearest(typed, KNOWN)).containsExactly(meant);
    }

    @Test
    void guessesNothingOfAWordThatIsFarFromAll() {
        assertThat(Spelling.nearest("frobnicate", KNOWN)).isEmpty();
        assertThat(Spelling.nearest("", KNOWN)).isEmpty();
    }
}
