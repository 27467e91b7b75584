package dunlin.tracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.identity.PeerKeyPair;
import dunlin.tracker.OpenIndex;
import dunlin.tracker.RawHttp;
import dunlin.tracker.RecordedEvents;
import dunlin.tracker.Torrents;
import dunlin.tracker.TrackerServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What no path of the index takes, sent to each of them. */
class EndpointsTest {
    private static final byte[] FILMS = Torrents.file("films.iso", 50_000);
    private static final String ID = Torrents.id(FILMS);

    /** Has an answer without end. */
    private static final String EVENTS = "/api/v1/events";

    private static final Set<String> METHODS =
            Set.of("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW");

    @TempDir Path folder;
    private TrackerServer server;

    @BeforeEach
    void start() throws IOException {
        server = OpenIndex.start(folder, new RecordedEvents());
        String target = "/api/v1/shares?sharedBy=anna";
        String body = new String(FILMS, StandardCharsets.ISO_8859_1);
        PeerKeyPair anna = PeerKeyPair.random(new Random(1));
        assertThat(RawHttp.signed(server.address(), anna, "POST", target, body)).contains(" 201 ");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Every path, and the methods that it takes: those of the API's description and the pages'. */
    private static Map<String, Set<String>> paths() throws IOException {
        Map<String, Set<String>> paths = new TreeMap<>();
        try (InputStream in =
                Objects.requireNonNull(Routes.class.getResourceAsStream("openapi.json"))) {
            for (Map.Entry<String, JsonNode> path :
                    new JsonMapper().readTree(in).get("paths").properties()) {
                Set<String> methods = new TreeSet<>();
                path.getValue()
                        .propertyNames()
                        .forEach(name -> methods.add(name.toUpperCase(Locale.ROOT)));
                methods.retainAll(METHODS);
                paths.put(path.getKey().replace("{id}", ID), methods);
            }
        }
        String share = "/share/" + ID;
        for (String page :
                new String[] {
                    "/",
                    "/search",
                    "/statistics",
                    share,
                    share + "/qr.svg",
                    "/style.css",
                    "/announce",
                    "/scrape"
                }) {
            paths.put(page, Set.of("GET"));
        }
        return paths;
    }

    static Stream<Arguments> methods() throws IOException {
        return paths().entrySet().stream()
                .map(path -> Arguments.of(path.getKey(), path.getValue()));
    }

    private int status(String request) throws IOException {
        String answer = RawHttp.exchange(server.address(), request);
        assertThat(answer).as("the answer to %.80s", request).startsWith("HTTP/1.1 ");
        return Integer.parseInt(answer.substring(9, 12));
    }

    private static String head(String method, String target, String... headers) {
        return method
                + " "
                + target
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + String.join("", headers)
                + "\r\n";
    }

    private void isWell() throws IOException {
        assertThat(RawHttp.get(server.address(), "/health")).contains("\"status\":\"ok\"");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void takesNoOtherMethods(String path, Set<String> methods) throws IOException {
        for (String method : METHODS) {
            if (!methods.contains(method)) {
                assertThat(status(head(method, path))).as(method).isBetween(400, 501);
            }
        }
        isWell();
    }

    /** 64 MiB of zeros, which are 64 KiB on the wire. */
    @ParameterizedTest
    @MethodSource("methods")
    void unpacksNothing(String path, Set<String> methods) throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                gzip.write(zeros);
            }
        }
        for (String method : methods) {
            String length = "Content-Length: " + bomb.size() + "\r\n";
            String head = head(method, path, "Content-Encoding: gzip\r\n", length);
            assertThat(status(head + bomb.toString(StandardCharsets.ISO_8859_1)))
                    .as(method)
                    .isEqualTo(415);
        }
        isWell();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void takesNoBodyWithoutEndOrSense(String path, Set<String> methods) throws IOException {
        for (String method : methods) {
            for (String headers :
                    new String[] {
                        "Content-Length: -1\r\n",
                        "Content-Length: 1e3\r\n",
                        "Content-Length: 3\r\nContent-Length: 4\r\n",
                        "Transfer-Encoding: gzip, chunked\r\n",
                        "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
                    }) {
                assertThat(status(head(method, path, headers) + "abc"))
                        .as("%s with %s", method, headers)
                        .isBetween(400, 501);
            }
        }
        if (methods.contains("POST") || methods.contains("PUT")) {
            String method = methods.contains("POST") ? "POST" : "PUT";
            assertThat(status(head(method, path, "Content-Length: 99999999999\r\n")))
                    .isIn(403, 413);
            String chunked = head(method, path, "Transfer-Encoding: chunked\r\n");
            assertThat(status(chunked + "-1\r\nabc\r\n0\r\n\r\n")).isBetween(400, 413);
            assertThat(status(chunked + "fffffffffffffffff\r\nabc\r\n0\r\n\r\n"))
                    .isBetween(400, 413);
        }
        isWell();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void refusesOddTargets(String path, Set<String> methods) throws IOException {
        for (String method : methods) {
            assertThat(status(head(method, path + "?" + "x".repeat(100_000))))
                    .as("a long query")
                    .isBetween(400, 431);
            assertThat(status(head(method, path + "/%2e%2e/%5c..%00"))).isBetween(400, 405);
            if (!path.equals(EVENTS)) {
                assertThat(status(head(method, path + "?q=%zz&limit=99999999999&offset=-1")))
                        .as("parameters that are none")
                        .isLessThan(500);
            }
        }
        isWell();
    }

    @Test
    void knowsAllPathsThatAreDescribed() throws IOException {
        assertThat(paths()).hasSizeGreaterThan(20).containsKey("/api/v1/search");
        for (Map.Entry<String, Set<String>> path : paths().entrySet()) {
            if (!path.getKey().equals(EVENTS) && path.getValue().contains("GET")) {
                String target = path.getKey() + "?q=films";
                assertThat(status(head("GET", target))).as(target).isEqualTo(200);
            }
        }
    }
}
