package dunlin.discovery.catalogue;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.net.ScriptedServer;
import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An index whose answers are made to cost memory, time or patience. */
@Tag("attack")
class HostileIndexAttackTest {
    private static final InfoHash ID = InfoHash.fromHex("00112233445566778899aabbccddeeff00112233");
    private static final String FIELDS =
            "\"id\":\""
                    + ID
                    + "\",\"name\":\"films\",\"size\":5,\"files\":1,\"seeders\":0,\"leechers\":0,"
                    + "\"sharedBy\":\"anna\",\"sharedAt\":\"2026-01-01T12:00:00Z\"";
    private static final int MANY = 2_000_000;

    private static CatalogueClient client(ScriptedServer server, int millis) {
        return new CatalogueClient(
                URI.create("http://127.0.0.1:" + server.port()),
                Optional.empty(),
                CatalogueClient.Reader.NOBODY,
                Duration.ofMillis(millis),
                Duration.ofMillis(millis));
    }

    /** Puts {@code piece} many times between what begins and what ends. */
    private static String flood(String begin, String piece, String end) {
        return begin + piece.repeat(MANY / piece.length()) + end;
    }

    private static void refuses(String json) throws IOException {
        try (ScriptedServer server = ScriptedServer.answering(ScriptedServer.ok(json))) {
            CatalogueClient client = client(server, 20_000);
            assertRefused(client::list);
            assertRefused(() -> client.lookUp("films"));
            assertRefused(() -> client.search("films", 0, 10));
            assertRefused(() -> client.peers(ID));
        }
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(ProtocolException.class)
                .satisfies(e ->
                        assertThat(e.getMessage())
                                .startsWith("the index ")
                                .doesNotContain("\n")
                                .hasSizeLessThan(300));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "[, `[],`, []]",
                "[, `{},`, {}]",
                "[, `null,`, null]",
                "`[{\"a\":[`, `[],`, []]}]",
                "`[{\"tags\":[`, `1,`, 1]}]",
                "[, [, ",
                "[, `{\"a\":`, ",
                "`[{\"name\":\"`, x, `\"}]`",
                "`[{\"`, x, `\":1}]`",
                "`[{\"size\":`, 9, }]",
                "`[{\"size\":1e`, 9, }]",
                "`[{\"name\":\"`, \\u001b, `\"}]`",
                "[, ` `, ",
            })
    void floodsAreRefusedInOneLine(String begin, String piece, String end) throws IOException {
        refuses(flood(begin, piece, end == null ? "" : end));
    }

    @Test
    void aListLongerThanAnyIndexGivesIsRefused() throws IOException {
        refuses("[" + ("{" + FIELDS + "},").repeat(1_500) + "{" + FIELDS + "}]");
    }

    @Test
    void moreThanIsReadIsRefusedBeforeItHasCome() throws IOException {
        String head = "HTTP/1.1 200 OK\r\n\r\n[";
        byte[] piece = "[],".repeat(10_000).getBytes(ISO_8859_1);
        try (ScriptedServer server =
                new ScriptedServer((_, out) -> {
                    out.write(head.getBytes(ISO_8859_1));
                    while (true) {
                        out.write(piece);
                    }
                })) {
            assertThatThrownBy(() -> client(server, 20_000).list())
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("more than 8388608 bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"id\":\"x\"",
                "\"size\":1e999999999",
                "\"size\":-1e999999999",
                "\"size\":99999999999999999999",
                "\"size\":1.5",
                "\"size\":[]",
                "\"size\":null",
                "\"files\":{}",
                "\"files\":2147483648",
                "\"seeders\":true",
                "\"name\":null",
                "\"name\":{\"a\":1}",
                "\"sharedBy\":[\"anna\"]",
                "\"sharedAt\":5",
                "\"sharedAt\":\"+999999999-01-01T00:00:00Z0\"",
                "\"owner\":\"zz\""
            })
    void aFieldOfTheWrongTypeIsRefused(String field) throws IOException {
        String name = field.substring(0, field.indexOf(':'));
        String kept =
                FIELDS.replaceFirst(name + ":(\"[^\"]*\"|[0-9]+),?", "").replaceFirst(",$", "");
        try (ScriptedServer server =
                ScriptedServer.answering(ScriptedServer.ok("[{" + kept + "," + field + "}]"))) {
            assertRefused(() -> client(server, 20_000).list());
            assertRefused(() -> client(server, 20_000).search("films", 0, 10));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"size\":7", "\"name\":\"other\"", "\"x\":1,\"x\":2"})
    void aKeyThatStandsTwiceIsRefused(String again) throws IOException {
        try (ScriptedServer server =
                ScriptedServer.answering(ScriptedServer.ok("[{" + FIELDS + "," + again + "}]"))) {
            assertRefused(() -> client(server, 20_000).list());
        }
    }

    @Test
    void anAnswerThatIsCutOffAnywhereIsRefused() throws Exception {
        String whole = "[{" + FIELDS + ",\"tags\":[\"a\"],\"peers\":[]}]";
        for (int i = 0; i < whole.length(); i++) {
            byte[] cut = whole.substring(0, i).getBytes(ISO_8859_1);
            assertRefused(() -> CatalogueJson.listings(cut));
            assertRefused(() -> CatalogueJson.hits(cut));
        }
        assertThat(CatalogueJson.hits(whole.getBytes(ISO_8859_1))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "5", "\"a\"", "null", "{\"a\":1}"})
    void peersOfTheWrongTypeAreNone(String peers) throws Exception {
        byte[] json = ("[{" + FIELDS + ",\"peers\":" + peers + "}]").getBytes(ISO_8859_1);
        assertThat(CatalogueJson.hits(json).getFirst().peers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\n\r\n[", "HTTP/1.1 200 OK\r\nX: ", ""})
    void anAnswerThatDripsEndsAtTheDeadline(String begin) throws IOException {
        try (ScriptedServer server =
                new ScriptedServer((_, out) -> {
                    out.write(begin.getBytes(ISO_8859_1));
                    while (true) {
                        out.write(' ');
                        Thread.sleep(20);
                    }
                })) {
            for (String what : List.of("list", "torrent")) {
                assertThatThrownBy(
                                () -> {
                                    CatalogueClient client = client(server, 300);
                                    Object ignored =
                                            what.equals("list")
                                                    ? client.list()
                                                    : client.torrent(ID);
                                })
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessageContaining("in time");
            }
        }
    }

    @Test
    void pagesThatComeSlowlyEndAtADeadlineOfTheirOwn() throws IOException {
        String page = "[" + ("{" + FIELDS + "},").repeat(499) + "{" + FIELDS + "}]";
        try (ScriptedServer server =
                new ScriptedServer((_, out) -> {
                    Thread.sleep(200);
                    out.write(ScriptedServer.ok(page).getBytes(ISO_8859_1));
                })) {
            assertThatThrownBy(() -> client(server, 1_000).list())
                    .isInstanceOf(SocketTimeoutException.class);
            assertThat(server.targets).hasSizeLessThan(10);
        }
    }
}
