package dunlin.discovery.dht;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.search.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeywordsTest {
    /** Other implementations have to come to the same. */
    @Test
    void hashesAWordBehindItsDomain() {
        assertThat(Keywords.hash("dunlin")).hasToString("93dc49a95c91191590d546220c4e0a7eaacab417");
        assertThat(Keywords.hash("größe")).isNotEqualTo(Keywords.hash("grosse"));
    }

    @Test
    void announcesTheRarestWordsOfEachShareFirst() {
        List<Set<String>> shares =
                List.of(
                        Words.toFind("Ubuntu 24.04 desktop"),
                        Words.toFind("Ubuntu 24.04 server"),
                        Words.toFind("Debian server"));
        assertThat(Keywords.toAnnounce(shares))
                .containsExactly("desktop", "server", "debian", "ubuntu");
    }

    @Test
    void announcesSomethingOfEveryShareBeforeMuchOfOne() {
        List<Set<String>> shares = new ArrayList<>();
        shares.add(Words.toFind(words("many", 200)));
        for (int i = 0; i < 40; i++) {
            shares.add(Set.of("share" + (char) ('a' + i % 26) + (char) ('a' + i / 26)));
        }
        Set<String> announced = Keywords.toAnnounce(shares);
        assertThat(announced).hasSize(Keywords.MAX_ANNOUNCED);
        assertThat(announced).containsAll(shares.getLast());
    }

    private static String words(String stem, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(stem)
                    .append((char) ('a' + i % 26))
                    .append((char) ('a' + i / 26))
                    .append(' ');
        }
        return text.toString();
    }

    @Test
    void asksForTheMostTellingWordsOfAQuery() {
        assertThat(
                        Keywords.toAsk(
                                List.of(
                                        "of",
                                        "2024",
                                        "dune",
                                        "complete*",
                                        "soundtrack",
                                        "a",
                                        "flac",
                                        "lossless")))
                .containsExactly("soundtrack", "lossless", "dune", "flac");
        assertThat(Keywords.toAsk(List.of("of", "ab*"))).isEmpty();
    }

    @Test
    void asksWhereItIsAnnounced() {
        Set<String> announced = Keywords.toAnnounce(List.of(Words.toFind("Größe des Watts.pdf")));
        assertThat(Keywords.toAsk(Words.of("GROESSE größe watts")))
                .containsAnyElementsOf(announced);
    }
}
