package dunlin.tracker.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.identity.PeerKeyPair;
import dunlin.tracker.OpenIndex;
import dunlin.tracker.RawHttp;
import dunlin.tracker.Torrents;
import dunlin.tracker.TrackerServer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that some parser of numbers, dates or words may choke on, wherever a query is read. */
@Tag("attack")
class OddQueriesAttackTest {
    private static final List<String> ROUTES =
            List.of(
                    "/",
                    "/search",
                    "/statistics",
                    "/feed.atom",
                    "/feed.rss",
                    "/health",
                    "/metrics",
                    "/share/" + "0".repeat(40),
                    "/share/" + "0".repeat(40) + "/pieces.svg",
                    "/api/v1/shares",
                    "/api/v1/search",
                    "/api/v1/statistics",
                    "/api/v1/shares/" + "0".repeat(40),
                    "/api/v1/shares/" + "0".repeat(40) + "/peers",
                    "/api/v1/shares/" + "0".repeat(40) + "/torrent");

    private static final List<String> NUMBERS =
            List.of(
                    "",
                    "-0",
                    "+1",
                    "00000000000000000001",
                    "2147483648",
                    "99999999999999999999",
                    "1e9",
                    "0x10",
                    "NaN",
                    "\u0661\u0662",
                    "1 ");

    private static final List<String> TIMES =
            List.of(
                    "+1000000000-12-31",
                    "+1000000000-12-31T23:59:59.999999999Z",
                    "-1000000000-01-01T00:00:00Z",
                    "+999999999-12-31T23:59:59Z",
                    "+10000-01-01T00:00:00Z",
                    "-0001-01-01T00:00:00Z",
                    "0000",
                    "2026-02-30",
                    "9999-12-31T24:00:00Z",
                    "9999-12-31T23:59:60Z",
                    "2026-01-01T00:00:00+18:00",
                    "\u0662\u0660\u0662\u0666");

    private static final List<String> WORDS =
            List.of(
                    "\0",
                    "\ud83d",
                    "\ufdfa\ufdfa\ufdfa",
                    "\"",
                    "\"\"\"",
                    "*",
                    "a*b*",
                    "NEAR(a b)",
                    "a AND NOT",
                    "title:x",
                    "' OR 1=1 --",
                    "size:>",
                    "size:>9999999999999999999E",
                    "size:<1e400G",
                    "size:>0.0001",
                    "by:#",
                    "by:~",
                    "by:\u200d",
                    "tag:",
                    "type:.",
                    "type:../..",
                    "x".repeat(5_000),
                    "a ".repeat(120));

    @TempDir private Path folder;
    private TrackerServer server;

    @BeforeEach
    void start() throws IOException {
        server = OpenIndex.start(folder, event -> {});
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static List<String> values() {
        List<String> values = new ArrayList<>(NUMBERS);
        values.addAll(WORDS);
        for (String time : TIMES) {
            values.add("after:" + time);
            values.add("before:" + time);
        }
        return values;
    }

    @Test
    void noOddValueIsAFaultOfTheIndex() throws IOException {
        SoftAssertions checked = new SoftAssertions();
        for (String route : ROUTES) {
            for (String name : List.of("q", "offset", "limit", "page")) {
                for (String value : values()) {
                    String target = route + "?" + name + "=" + URLEncoder.encode(value, UTF_8);
                    check(checked, RawHttp.get(server.address(), target), target);
                }
                String broken = route + "?" + name + "=%zz&" + name + "=%f";
                check(checked, RawHttp.get(server.address(), broken), broken);
            }
        }
        checked.assertAll();
    }

    @Test
    void noOddValueInAnAnnounceIsEither() throws IOException {
        SoftAssertions checked = new SoftAssertions();
        String announce = "/announce?info_hash=" + "%00".repeat(20) + "&peer_id=" + "x".repeat(20);
        for (String name : List.of("port", "left", "numwant", "compact", "event", "ip", "key")) {
            for (String value : NUMBERS) {
                String target = announce + "&" + name + "=" + URLEncoder.encode(value, UTF_8);
                check(checked, RawHttp.get(server.address(), target), target);
            }
        }
        checked.assertAll();
    }

    @Test
    void noOddValueOfASharerIsEither() throws IOException {
        SoftAssertions checked = new SoftAssertions();
        PeerKeyPair anna = PeerKeyPair.random(new Random(1));
        String torrent = new String(Torrents.file("films", 1), ISO_8859_1);
        for (String name : List.of("description", "tag", "sharedBy")) {
            for (String value : values()) {
                String odd = "&" + name + "=" + URLEncoder.encode(value, UTF_8);
                String by = name.equals("sharedBy") ? "" : "&sharedBy=anna";
                String target = "/api/v1/shares?a" + odd + by;
                check(
                        checked,
                        RawHttp.signed(server.address(), anna, "POST", target, torrent),
                        target);
            }
        }
        checked.assertAll();
    }

    private static void check(SoftAssertions checked, String answer, String target) {
        checked.assertThat(answer.lines().findFirst().orElse(""))
                .as(target.length() > 100 ? target.substring(0, 100) : target)
                .matches("HTTP/1.1 [234].*");
    }

    @Test
    void aTimeThatNoDatabaseKnowsIsRefusedWithAReason() throws IOException {
        String time = URLEncoder.encode("after:+1000000000-12-31T23:59:59.999999999Z", UTF_8);
        assertThat(RawHttp.get(server.address(), "/api/v1/search?q=" + time))
                .startsWith("HTTP/1.1 400 ")
                .contains("a time outside the years 0 to 9999");
    }
}
