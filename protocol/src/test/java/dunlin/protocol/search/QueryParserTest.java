package dunlin.protocol.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParserTest {
    private static SearchQuery parse(String text) throws ProtocolException {
        return QueryParser.parse(text);
    }

    @Test
    void readsWords() throws ProtocolException {
        assertThat(parse("Ubuntu  24.04\tdesk*")).isEqualTo(query("ubuntu", "24", "04", "desk*"));
        assertThat(parse("\"New York\" x")).isEqualTo(query("new", "york", "x"));
        assertThat(parse("a a A")).isEqualTo(query("a"));
    }

    private static SearchQuery query(String... words) {
        return SearchQuery.of(List.of(words));
    }

    @Test
    void readsEveryFilter() throws ProtocolException {
        SearchQuery query =
                parse(
                        "x size:>1G SIZE:<=2.5g after:2026-01-31 before:2026-02 by:\"anna lee\""
                                + " type:.ISO type:tar.gz tag:\"Machine Learning\"");
        assertThat(query.words()).containsExactly("x");
        assertThat(query.minSize()).hasValue(1L << 30);
        assertThat(query.maxSize()).hasValue(5L << 29);
        assertThat(query.since()).hasValue(Instant.parse("2026-01-31T00:00:00Z"));
        assertThat(query.before()).hasValue(Instant.parse("2026-02-01T00:00:00Z"));
        assertThat(query.owner()).hasValue("anna lee");
        assertThat(query.types()).containsExactly("iso", "tar.gz");
        assertThat(query.tags()).containsExactly("machine learning");
    }

    @Test
    void asksForEverythingWithNothing() throws ProtocolException {
        assertThat(parse("")).isEqualTo(SearchQuery.ALL);
        assertThat(parse("  ")).isEqualTo(SearchQuery.ALL);
    }

    @Test
    void takesUnknownFiltersAndQuotedOnesForWords() throws ProtocolException {
        assertThat(parse("http://a.b re:zero")).isEqualTo(query("http", "a", "b", "re", "zero"));
        assertThat(parse("\"by:anna\"")).isEqualTo(query("by", "anna"));
        assertThat(parse("sub\"by\":x")).isEqualTo(query("subby", "x"));
    }

    @Test
    void waitsForTheEndOfAQuoteThatIsStillBeingTyped() throws ProtocolException {
        assertThat(parse("\"new yo")).isEqualTo(query("new", "yo"));
        assertThat(parse("by:\"anna le").owner()).hasValue("anna le");
    }

    @Test
    void readsQuotesInNames() throws ProtocolException {
        assertThat(parse("by:\"a \"\"b\"\" c\"").owner()).hasValue("a \"b\" c");
        assertThat(parse("by:#12AB").owner()).hasValue("#12ab");
        assertThat(parse("by:#1").owner()).hasValue("#1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "size:>banana       | size:>banana is no size; write size:>500M or size:<2G",
                "size:1G            | size:1G is no size; write size:>500M or size:<2G",
                "size:              | size: is no size; write size:>500M or size:<2G",
                "size:>             | size:> is no size; write size:>500M or size:<2G",
                "size:>-1           | size:>-1 is no size; write size:>500M or size:<2G",
                "size:>9223372036854775808 | size:>9223372036854775808 is no size; write size:>500M or size:<2G",
                "size:>8E           | size:>8E is no size; write size:>500M or size:<2G",
                "size:>1 size:>2    | size:> stands there twice",
                "after:yesterday    | after:yesterday is no date; write after:2026-01-31",
                "after:2026-02-30   | after:2026-02-30 is no date; write after:2026-01-31",
                "before:2026-1-1    | before:2026-1-1 is no date; write before:2026-01-31",
                "before:+99999-01-01T00:00:00Z | a time outside the years 0 to 9999",
                "after:2026 after:2027 | after: stands there twice",
                "by:                | a peer's name of 0 bytes, 1 to 100 are allowed",
                "by:a by:b          | by: stands there twice",
                "type:              | \"\" is no type of files, such as iso",
                "type:a/b           | \"a/b\" is no type of files, such as iso",
                "tag:               | a tag of 0 characters, 1 to 32 are allowed",
                "*** ---            | no letter or digit to look for in *** ---",
            })
    void refusesInOneClearLine(String text, String message) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(ProtocolException.class)
                .hasMessage(message);
    }

    @Test
    void showsNothingInvisibleOrEndlessInAnError() {
        assertThatThrownBy(() -> parse("size:>\u001b[2J\u202e" + "x".repeat(200)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage(
                        "size:>\\u001b[2J\\u202e"
                                + "x".repeat(34)
                                + "... is no size; write size:>500M or size:<2G");
    }

    @Test
    void refusesWhatIsTooLong() throws ProtocolException {
        assertThat(parse("a".repeat(256)).words()).hasSize(1);
        assertThatThrownBy(() -> parse("a".repeat(257)))
                .hasMessage("a search of 257 characters, 256 are allowed");
        StringBuilder ligatures = new StringBuilder(); // each of which is three letters
        for (char end = 'a'; end < 'y'; end++) {
            ligatures.append("\ufb03\ufb03\ufb03\ufb03").append(end).append(' ');
        }
        assertThatThrownBy(() -> parse(ligatures.toString()))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("a search of 335 characters, 256 are allowed");
    }

    @Test
    void refusesTooManyTerms() throws ProtocolException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            text.append(' ').append(i);
        }
        assertThat(parse(text + " type:a tag:b").words()).hasSize(30);
        assertThatThrownBy(() -> parse(text + " type:a tag:b tag:c"))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("more than 32 words, types and tags");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ubuntu 24.04 desk*",
                "size:>1G size:<1500",
                "size:>0",
                "size:<8191P",
                "after:2026-01-31 before:2026-02-01T10:30:00.5Z",
                "after:0000 before:9999-12-31T23:59:59.999999999Z",
                "by:\"a \"\"b\"\" c\" type:tar.gz tag:\"machine learning\" tag:c++",
                "by:#12ab",
                "東京 हिन्दी",
            })
    void writesAQueryAsItCanBeRead(String text) throws ProtocolException {
        SearchQuery query = parse(text);
        assertThat(parse(query.toText())).isEqualTo(query);
    }

    @Test
    void readsWhatItReadAgainWhateverItWas() {
        Random random = new Random(7);
        String[] pieces = {
            "size:", "after:", "before:", "by:", "type:", "tag:", ">", "<", "\"", "*", " ", "1G",
            "2026", "-01", "#", "a", "É", "ß", "東", "\ufdfa", "\ud800", "\0", "\n", "x y", ".", "0"
        };
        int read = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            try {
                SearchQuery query = parse(text.toString());
                assertThat(parse(query.toText())).as(text.toString()).isEqualTo(query);
                read++;
            } catch (ProtocolException e) {
                assertThat(e.getMessage()).doesNotContain("\n").doesNotContain("\0");
            }
        }
        assertThat(read).isGreaterThan(10_000);
    }
}
