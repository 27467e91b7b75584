package dunlin.tracker.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.tracker.http.AnnounceHandler.Kind;
import dunlin.tracker.http.FirstBytes.Announce;
import dunlin.tracker.http.FirstBytes.Otherwise;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FirstBytesTest {
    private static final String REST = " HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n";

    private static FirstBytes look(String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        return FirstBytes.of(bytes, bytes.length);
    }

    @Test
    void findsTheQueryOfAnAnnounce() {
        assertThat(look("GET /announce?info_hash=%ff?&port=1" + REST))
                .isEqualTo(
                        new Announce(new AnnouncePath(Kind.ANNOUNCE, ""), "info_hash=%ff?&port=1"));
    }

    @ParameterizedTest
    @CsvSource({
        "/announce, ANNOUNCE, ''",
        "/scrape, SCRAPE, ''",
        "/announce/to-k_3n, ANNOUNCE, to-k_3n",
        "/to-k_3n/announce, ANNOUNCE, to-k_3n",
        "/scrape/abc, SCRAPE, abc",
        "/abc/scrape, SCRAPE, abc",
        "/announce/announce, ANNOUNCE, announce",
    })
    void knowsThePathsWithAndWithoutAToken(String path, Kind kind, String token) {
        assertThat(look("GET " + path + REST))
                .isEqualTo(new Announce(new AnnouncePath(kind, token), ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " HTTP/1.0\r\n\r\n",
                " HTTP/1.0\n\n",
                " HTTP/1.1\nhost: a\r\nX:y\n\r\n",
                " HTTP/1.1\r\nConnection: close\r\nTE: trailers\r\nCookie:\tx\r\n\r\n",
            })
    void takesWhatOldAndCarelessClientsSend(String rest) {
        assertThat(look("GET /announce?a" + rest)).isInstanceOf(Announce.class);
    }

    @Test
    void isUndecidedAboutEveryBeginningOfAnAnnounce() {
        String whole = "GET /abc/announce?info_hash=%ff&port=1" + REST;
        for (int length = 0; length < whole.length(); length++) {
            assertThat(look(whole.substring(0, length))).isEqualTo(Otherwise.UNDECIDED);
        }
        assertThat(look(whole)).isInstanceOf(Announce.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HEAD /announce HTTP/1.1\r\n\r\n",
                "POST /announce HTTP/1.1\r\n\r\n",
                "get /announce HTTP/1.1\r\n\r\n",
                "GET http://a/announce HTTP/1.1\r\n\r\n",
                "GET /announce HTTP/1.1\r\n\r\nmore",
                "GET /announce HTTP/1.1\r\n\r\nGET /announce HTTP/1.1\r\n\r\n",
                "GET /announce HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
                "GET /announce HTTP/1.1\r\ncONTENT-lENGTH : 0\r\n\r\n",
                "GET /announce HTTP/1.1\r\ntransfer-ENCODING: chunked\r\n\r\n",
                "GET /announce HTTP/1.1\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n",
                "GET /announce HTTP/1.1\r\nForwarded: for=192.0.2.1\r\n\r\n",
                "GET /announce HTTP/1.1\r\nA: b\r\nvIa: 1.1 proxy\r\n\r\n",
                "GET /announce HTTP/1.1\r\nA: b\r\n folded: c\r\n\r\n",
                "GET /announce HTTP/1.1\r\n: no name\r\n\r\n",
                "GET /announce HTTP/1.1\r\nA: b\rC: d\r\n\r\n",
                "GET /announce HTTP/1.1\r\nA: \u0000\r\n\r\n",
                "GET /announce HTTP/1.x\r\n\r\n",
                "GET /announce HTTP/1.10\r\n\r\n",
                "GET /announce HTTP/2.0\r\n\r\n",
                "GET /announce\r\n",
                "GET  /announce HTTP/1.1\r\n\r\n",
                "GET /announce\tHTTP/1.1\r\n\r\n",
                "GET /announce?\u00e4 HTTP/1.1\r\n\r\n",
                "GET /announce?\u0000 HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET /announcement HTTP/1.1\r\n\r\n",
                "GET /announce// HTTP/1.1\r\n\r\n",
                "GET /announce/a/b HTTP/1.1\r\n\r\n",
                "GET /%61nnounce HTTP/1.1\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "\u0016\u0003\u0001",
                "\r\n",
            })
    void leavesEverythingElseToTheLibrary(String text) {
        assertThat(look(text)).isEqualTo(Otherwise.FOREIGN);
    }

    @Test
    void givesUpOnAHeadThatIsTooLong() {
        assertThat(look("GET /announce?" + "x".repeat(FirstBytes.MAX - 14)))
                .isEqualTo(Otherwise.FOREIGN);
        assertThat(look("GET /announce?" + "x".repeat(FirstBytes.MAX - 15)))
                .isEqualTo(Otherwise.UNDECIDED);
    }

    /** The same grammar, once more and slowly. */
    private static final Pattern WHOLE =
            Pattern.compile(
                    "GET (?<path>/[!-~&&[^?]]*)(\\?[!-~]*)? HTTP/1\\.[0-9]\r?\n"
                            + "((?!(?i:content-length|transfer-encoding)|[ \t:])"
                            + "[\t -~]+\r?\n)*\r?\n");

    @Test
    void agreesWithTheGrammarAboutWhateverComes() {
        Random random = new Random(1);
        String alphabet = "\r\n\r\n\t :?/aGT\u0000\u007f\u00e4";
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder("GET /announce?a=%ff HTTP/1.1\r\nA: b\r\n\r\n");
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                int at = random.nextInt(text.length());
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, c);
                    case 1 -> text.insert(at, c);
                    default -> text.deleteCharAt(at);
                }
            }
            Matcher grammar = WHOLE.matcher(text);
            boolean expected =
                    grammar.matches() && AnnouncePath.of(grammar.group("path")).isPresent();
            assertThat(look(text.toString()) instanceof Announce)
                    .as("%s", text)
                    .isEqualTo(expected);
        }
    }
}
