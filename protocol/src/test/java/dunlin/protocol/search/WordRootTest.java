package dunlin.protocol.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordRootTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "thing",
                "things",
                "share",
                "shares",
                "sharing",
                "shared",
                "stop",
                "stops",
                "stopping",
                "stopped",
                "party",
                "parties",
                "plan",
                "planning",
                "box",
                "boxes",
                "dish",
                "dishes",
                "glass",
                "glasses",
                "key",
                "keys",
                "image",
                "images",
                "bus",
                "buses",
                "ring",
                "king",
                "seed",
                "seeds",
                "feed",
                "bed",
                "red",
                "speed",
                "running",
                "cities",
                "city",
                "dance",
                "dancing",
                "use",
                "using",
                "used",
                "tie",
                "dataset",
                "datasets",
                "movie",
                "movies",
                "series",
                "class",
                "classes",
                "nice",
                "try",
                "tries",
                "trying",
                "tried",
                "add",
                "adding",
                "added",
                "call",
                "calling",
                "essay",
                "buzz",
                "buzzes",
                "fix",
                "fixed",
                "match",
                "matching",
                "lesson",
                "photo",
                "photos",
                "video",
                "videos",
                "hero",
                "heroes",
                "news",
                "linux"
            })
    void allFormsOfAWordHaveOneRoot(String word) {
        assertThat(Inflections.of(word))
                .allSatisfy(form -> assertThat(WordRoot.of(form)).isEqualTo(WordRoot.of(word)));
    }

    @Test
    void otherWordsHaveOthers() {
        assertThat(WordRoot.of("ubuntu")).isNotEqualTo(WordRoot.of("debian"));
        assertThat(WordRoot.of("sing")).isNotEqualTo(WordRoot.of("song"));
    }

    @Test
    void whatIsNoEnglishWordStaysAsItIs() {
        assertThat(WordRoot.of("größe")).isEqualTo("größe");
        assertThat(WordRoot.of("2404")).isEqualTo("2404");
        assertThat(WordRoot.of("東")).isEqualTo("東");
        assertThat(WordRoot.of("as")).isEqualTo("as");
    }
}
