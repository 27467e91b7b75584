package dunlin.interop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Chromium, driven by chromedriver (W3C WebDriver), as far as the tests need it. */
final class Browser implements AutoCloseable {
    private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf"; // WebDriver, 12.1

    private final HttpClient http = HttpClient.newHttpClient();
    private final String session;

    private Browser(String session) {
        this.session = session;
    }

    /**
     * Opens a window that nobody sees.
     *
     * @param withScripts whether pages may run scripts
     */
    static Browser open(Lab lab, boolean withScripts) throws Exception {
        Programs.need("chromium");
        Programs.need("chromedriver");
        int port = Host.freePort();
        Program driver = lab.start(Host.LOOPBACK, "chromedriver", "--port=" + port);
        driver.awaitLine("its start", line -> line.contains("started successfully"));
        String sessions = "http://127.0.0.1:" + port + "/session";
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--user-data-dir=" + lab.folder("browser")));
        if (!withScripts) {
            arguments.add("--blink-settings=scriptEnabled=false");
        }
        String capabilities =
                """
                {"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": %s}}}}\
                """
                        .formatted(JsonMapper.shared().writeValueAsString(arguments));
        Browser opening = new Browser(sessions);
        JsonNode opened = opening.send("POST", "", capabilities);
        return lab.closeLater(new Browser(sessions + "/" + opened.get("sessionId").asString()));
    }

    void go(String url) throws IOException {
        send("POST", "/url", JsonMapper.shared().writeValueAsString(Map.of("url", url)));
    }

    void back() throws IOException {
        send("POST", "/back", "{}");
    }

    /** A screen of this size in pixels, whose person likes it dark, or light. */
    void screen(int width, int height, boolean isDark) throws IOException {
        cdp(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        Map<String, String> scheme =
                Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light");
        cdp("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
    }

    /** The body of a function is run in the page; this is what it returns. */
    JsonNode script(String body) throws IOException {
        Map<String, Object> call = Map.of("script", body, "args", List.of());
        return send("POST", "/execute/sync", JsonMapper.shared().writeValueAsString(call));
    }

    private void cdp(String command, Map<String, Object> parameters) throws IOException {
        Map<String, Object> call = Map.of("cmd", command, "params", parameters);
        send("POST", "/goog/cdp/execute", JsonMapper.shared().writeValueAsString(call));
    }

    String title() throws IOException {
        return send("GET", "/title", "").asString();
    }

    String address() throws IOException {
        return send("GET", "/url", "").asString();
    }

    /**
     * The text of the first element that matches, if there is one, and it stays while it is read.
     */
    Optional<String> text(String selector) throws IOException {
        Optional<String> element = element(selector);
        return element.isEmpty()
                ? Optional.empty()
                : call("GET", element.get() + "/text", "").path("value").stringValueOpt();
    }

    void type(String selector, String text) throws IOException {
        send(
                "POST",
                element(selector).orElseThrow() + "/value",
                JsonMapper.shared().writeValueAsString(Map.of("text", text)));
    }

    void click(String selector) throws IOException {
        send("POST", element(selector).orElseThrow() + "/click", "{}");
    }

    /** Whether a script has put up a box that waits for an answer. */
    boolean showsAnAlert() throws IOException {
        return !call("GET", "/alert/text", "").path("value").has("error");
    }

    private Optional<String> element(String selector) throws IOException {
        String body =
                JsonMapper.shared()
                        .writeValueAsString(Map.of("using", "css selector", "value", selector));
        JsonNode found = call("POST", "/element", body).path("value").path(ELEMENT);
        return found.stringValueOpt().map(id -> "/element/" + id);
    }

    private JsonNode send(String method, String path, String body) throws IOException {
        JsonNode value = call(method, path, body).path("value");
        if (value.has("error")) {
            throw new IOException(method + " " + path + ": " + value);
        }
        return value;
    }

    private JsonNode call(String method, String path, String body) throws IOException {
        HttpRequest.BodyPublisher publisher =
                body.isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body);
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(session + path))
                        .method(method, publisher)
                        .build();
        try {
            return Json.parse(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        call("DELETE", "", "");
        http.close();
    }
}
