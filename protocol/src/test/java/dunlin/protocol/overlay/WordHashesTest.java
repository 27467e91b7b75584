package dunlin.protocol.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.search.QueryParser;
import dunlin.protocol.search.ShareWords;
import dunlin.protocol.search.Words;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordHashesTest {
    private static boolean finds(String query, String title) throws Exception {
        Set<String> words = Words.toFind(title);
        ShareWords share = new ShareWords(words, words, Set.of("iso"));
        return Samples.WORDS
                .of(QueryParser.parse(query))
                .mayBeIn(GolombDigest.of(Samples.WORDS.of(share)));
    }

    @ParameterizedTest
    @CsvSource({
        "ubuntu 24.04, Ubuntu-24.04_Desktop.iso",
        "GRÖSSE, grosse",
        "thing, Things of old",
        "sharing, what we share",
        "shared, Sharing is caring",
        "desk*, Ubuntu Desktop",
        "ub*, Ub Iwerks",
        "ubu*, Ubuntu",
        "ubunt*, Ubuntu",
        "ubuntu*, Ubuntu",
        "type:iso, anything",
        "ubuntu type:iso size:>1M, Ubuntu",
        "camel, CamelCaseName",
        "東京, 東京の地図"
    })
    void whatAPersonWritesFindsWhatAShareIsCalled(String query, String title) throws Exception {
        assertThat(finds(query, title)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "debian, Ubuntu Desktop",
        "ubuntu debian, Ubuntu Desktop",
        "buntu, Ubuntu",
        "debi*, Ubuntu Desktop",
        "type:zip, anything",
        "size:>1M, Ubuntu"
    })
    void somethingElseDoesNot(String query, String title) throws Exception {
        assertThat(finds(query, title)).isFalse();
    }

    @Test
    void anotherNetworkHasOtherHashes() {
        WordHashes other = new WordHashes(NetworkId.of("other"));
        assertThat(other.of(Samples.SHARED))
                .doesNotContainAnyElementsOf(Samples.WORDS.of(Samples.SHARED));
    }

    @Test
    void ofManyWordsTheLongestAreAskedFor() throws Exception {
        QueryWords words =
                Samples.WORDS.of(QueryParser.parse("a b c d e f g h i jj kkk llll mmmmm"));
        assertThat(words.terms()).hasSize(8);
        assertThat(words.terms().getFirst())
                .isEqualTo(Samples.WORDS.of(QueryParser.parse("mmmmm")).terms().getFirst());
        assertThat(words.text()).isEqualTo("a b c d e f g h i jj kkk llll mmmmm");
    }
}
