package dunlin.protocol.announce;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ScrapeTest {
    private static final InfoHash A = InfoHash.of("aaaaaaaaaaaaaaaaaaaa".getBytes(ISO_8859_1));
    private static final InfoHash B = InfoHash.of("bbbbbbbbbbbbbbbbbbbb".getBytes(ISO_8859_1));

    @Test
    void asksForSeveralSwarmsAtOnce() throws ProtocolException {
        ScrapeRequest request = new ScrapeRequest(List.of(B, A));
        assertThat(ScrapeRequest.parse(request.toQuery())).isEqualTo(request);
    }

    @Test
    void refusesToScrapeEverythingAndScrapesNoMoreThanItAnswers() throws ProtocolException {
        assertThatThrownBy(() -> ScrapeRequest.parse(""))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("without an info_hash");
        String one = "&info_hash=aaaaaaaaaaaaaaaaaaaa";
        assertThat(ScrapeRequest.parse("info_hash=a" + one.repeat(75)).infoHashes()).hasSize(74);
    }

    /** The example of BEP 48. */
    @Test
    void readsTheExampleOfTheSpecification() throws ProtocolException {
        String example =
                "d5:filesd20:aaaaaaaaaaaaaaaaaaaad8:completei11e10:downloadedi13772e"
                        + "10:incompletei19ee20:bbbbbbbbbbbbbbbbbbbbd8:completei21e"
                        + "10:downloadedi206e10:incompletei20eeee";
        TreeMap<InfoHash, Counts> swarms = new TreeMap<>();
        swarms.put(B, new Counts(21, 206, 20));
        swarms.put(A, new Counts(11, 13772, 19));
        assertThat(ScrapeResponse.parse(example.getBytes(ISO_8859_1)).swarms()).isEqualTo(swarms);
    }

    /** BEP 21: who downloads stands apart from who lacks something but wants no more. */
    @Test
    void tellsPartialSeedsFromDownloaders() throws ProtocolException {
        TreeMap<InfoHash, Counts> swarms = new TreeMap<>();
        swarms.put(A, new Counts(11, 13772, 15, 19));
        ScrapeResponse response = new ScrapeResponse(swarms);
        String encoded = new String(response.encode(), ISO_8859_1);
        assertThat(encoded)
                .isEqualTo(
                        "d5:filesd20:aaaaaaaaaaaaaaaaaaaad8:completei11e10:downloadedi13772e"
                                + "11:downloadersi15e10:incompletei19eeee");
        assertThat(ScrapeResponse.parse(encoded.getBytes(ISO_8859_1))).isEqualTo(response);
    }

    @Test
    void countsNoMoreDownloadersThanLeechers() throws ProtocolException {
        String lie = "d5:filesd20:aaaaaaaaaaaaaaaaaaaad11:downloadersi9e10:incompletei2eeee";
        assertThat(ScrapeResponse.parse(lie.getBytes(ISO_8859_1)).swarms().get(A))
                .isEqualTo(new Counts(0, 0, 2, 2));
    }

    @Test
    void tellsWhyATrackerRefused() {
        assertThatThrownBy(
                        () -> ScrapeResponse.parse("d14:failure reason2:noe".getBytes(ISO_8859_1)))
                .hasMessageContaining("refuses: \"no\"");
    }

    @Test
    void passesOverWhatIsNoSwarmAndTakesTheRest() throws ProtocolException {
        String odd =
                "d5:filesd3:abcde20:bbbbbbbbbbbbbbbbbbbbi5e20:aaaaaaaaaaaaaaaaaaaa"
                        + "d10:incomplete2:198:complete4:11.0e20:aaaaaaaaaaaaaaaaaaaadeee\n";
        assertThat(ScrapeResponse.parse(odd.getBytes(ISO_8859_1)).swarms())
                .containsOnly(Map.entry(A, new Counts(11, 0, 19)));
        assertThatThrownBy(() -> ScrapeResponse.parse("d5:filesle".getBytes(ISO_8859_1)))
                .isInstanceOf(ProtocolException.class);
    }
}
