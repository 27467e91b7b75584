package dunlin.protocol.search;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.ProtocolException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RelevanceTest {
    private static Relevance relevance(String query) throws ProtocolException {
        return new Relevance(QueryParser.parse(query));
    }

    /** These names, the best first. */
    private static List<String> ranked(String query, String... names) throws ProtocolException {
        Relevance relevance = relevance(query);
        return Stream.of(names)
                .sorted(
                        Comparator.comparingDouble((String name) -> relevance.of(name, List.of()))
                                .reversed())
                .toList();
    }

    @Test
    void aWordOfTheNameCountsMoreThanTheBeginningOfOneThanATagThanAWordElsewhere()
            throws ProtocolException {
        assertThat(ranked("holi*", "elsewhere", "holiday", "holi")).startsWith("holi", "holiday");
        Relevance relevance = relevance("holi*");
        double beginning = relevance.of("holiday", List.of());
        double tag = relevance.of("elsewhere", List.of("holi"));
        assertThat(beginning).isGreaterThan(tag);
        assertThat(tag).isGreaterThan(relevance.of("elsewhere", List.of()));
    }

    @Test
    void aNameCountsMoreTheLessElseItHolds() throws ProtocolException {
        assertThat(ranked("film", "the film of a film maker", "film one", "film"))
                .containsExactly("film", "film one", "the film of a film maker");
    }

    @Test
    void wordsInTheirOrderCountMore() throws ProtocolException {
        assertThat(ranked("black white", "white black", "black white"))
                .containsExactly("black white", "white black");
    }

    @Test
    void accentsAndCaseMakeNoDifference() throws ProtocolException {
        Relevance relevance = relevance("GRÖSSE");
        assertThat(relevance.of("größe", List.of())).isEqualTo(relevance.of("Grosse", List.of()));
    }
}
