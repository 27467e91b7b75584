package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index on one core whose terminal is halted: its pipe is full, and nobody reads it. */
@Tag("attack")
class HaltedTerminalAttackTest {
    /** Each is refused with a line of 100 bytes: together more than the 64 KiB of a pipe. */
    private static final int STRANGERS = 1_000;

    @TempDir Path home;
    private @Nullable Process index;

    @AfterEach
    void end() throws InterruptedException {
        if (index != null) {
            index.destroyForcibly().waitFor();
        }
    }

    /** Standard output and errors in one pipe. */
    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.virtualThreadScheduler.parallelism=1",
                        "-Djdk.virtualThreadScheduler.maxPoolSize=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dunlin.cli.Main",
                        "tracker",
                        "--listen",
                        "127.0.0.1:0",
                        "--home",
                        home.toString(),
                        "--listed")
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .start();
    }

    private static InetSocketAddress address(BufferedReader lines) throws IOException {
        Pattern said = Pattern.compile("index at http://127\\.0\\.0\\.1:(\\d+)");
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher found = said.matcher(line);
            if (found.find()) {
                return new InetSocketAddress("127.0.0.1", Integer.parseInt(found.group(1)));
            }
        }
        throw new AssertionError("it does not start");
    }

    private static int status(HttpClient client, InetSocketAddress at, String path)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + at.getPort() + path);
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void answersItsPageThoughNobodyTakesWhatItSays() throws Exception {
        Process started = start();
        index = started;
        try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8);
                HttpClient client = HttpClient.newHttpClient()) {
            InetSocketAddress at = address(lines);
            for (int i = 0; i < STRANGERS; i++) {
                announce(at, i);
            }
            assertThat(status(client, at, "/")).isEqualTo(200);
            assertThat(status(client, at, "/health")).isEqualTo(200);
            started.destroy();
            assertThat(started.waitFor(60, TimeUnit.SECONDS)).as("ends when told to").isTrue();
        }
    }

    /** Comes, from an address of its own, for a share that nobody registered. */
    private static void announce(InetSocketAddress at, int number) throws IOException {
        String request =
                "GET /announce?info_hash=%s&peer_id=-XX0000-%012d&port=%d&uploaded=0&downloaded=0&left=0&event=started HTTP/1.0\r\n\r\n"
                        .formatted("a".repeat(20), number, 1024 + number);
        try (Socket socket = new Socket()) {
            socket.bind(
                    new InetSocketAddress(
                            "127.1.%d.%d".formatted(number / 250, 1 + number % 250), 0));
            socket.connect(at, 10_000);
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        }
    }
}
