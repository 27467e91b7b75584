package dunlin.tracker.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dunlin.web.BodyWriter;
import dunlin.web.HttpLimits;
import dunlin.web.HttpRefusal;
import dunlin.web.HttpRequest;
import dunlin.web.HttpResponse;
import dunlin.web.HttpSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A server with something behind every kind of path, and short patience. */
final class TestServer implements AutoCloseable {
    static final InetSocketAddress ANYWHERE =
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    static final int MAX_BODY = 1_000;
    static final HttpLimits LIMITS =
            new HttpLimits(
                    40, 8, 2, Duration.ofSeconds(4), Duration.ofSeconds(2), Duration.ofSeconds(5));

    /** With all the time in the world, but for bodies that hardly move. */
    static final HttpLimits PATIENT =
            new HttpLimits(
                    40,
                    8,
                    2,
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(10));

    // The library's classes are loaded once, before patience that short is tried.
    static {
        try (TestServer warm = new TestServer(HttpSettings.of(HttpLimits.DEFAULT))) {
            WireClient.ask(warm.http, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final HttpServer http;

    /** The pieces of {@code /stream}; an empty one ends it. */
    final BlockingQueue<String> pieces = new LinkedBlockingQueue<>();

    final AtomicInteger streamsEnded = new AtomicInteger();
    final AtomicInteger bodiesBegun = new AtomicInteger();
    final AtomicInteger answersBegun = new AtomicInteger();
    final AtomicInteger answersEnded = new AtomicInteger();

    TestServer() throws IOException {
        this(TestServer::announce);
    }

    TestServer(AnnounceHandler announces) throws IOException {
        this(announces, HttpSettings.of(LIMITS));
    }

    TestServer(HttpSettings settings) throws IOException {
        this(TestServer::announce, settings);
    }

    private TestServer(AnnounceHandler announces, HttpSettings settings) throws IOException {
        http = HttpServer.start(ANYWHERE, announces, this::answer, settings);
    }

    private static byte[] announce(
            AnnounceHandler.Kind kind, String token, String query, InetAddress sender) {
        if (query.equals("defect")) {
            throw new IllegalStateException("secret");
        }
        return (kind + "(" + token + ")" + query + "@" + sender.getHostAddress())
                .getBytes(ISO_8859_1);
    }

    private HttpResponse answer(HttpRequest request) throws HttpRefusal, IOException {
        return switch (request.path()) {
            case "/" -> new HttpResponse(200, "text/plain", "hello".getBytes(ISO_8859_1));
            case "/echo" -> {
                bodiesBegun.incrementAndGet();
                yield new HttpResponse(200, "text/plain", request.body(MAX_BODY));
            }
            case "/name" -> HttpResponse.json(200, request.parameter("name").orElse("none"));
            case "/large" -> {
                answersBegun.incrementAndGet();
                yield new HttpResponse(
                        200,
                        "text/plain",
                        new byte[40 << 20],
                        Map.of(),
                        answersEnded::incrementAndGet);
            }
            case "/stream" -> HttpResponse.stream("text/event-stream", this::stream);
            case "/defect" -> throw new IllegalStateException("secret");
            case "/busy" ->
                    throw new HttpRefusal(429, "too often", Optional.of(Duration.ofMillis(1_500)));
            case "/thread" -> HttpResponse.json(200, "" + Thread.currentThread().isVirtual());
            default -> throw new HttpRefusal(404, "nothing is here");
        };
    }

    private void stream(BodyWriter.Sink sink) throws IOException, InterruptedException {
        try {
            for (String piece = pieces.take(); !piece.isEmpty(); piece = pieces.take()) {
                sink.write(piece.getBytes(ISO_8859_1));
            }
        } finally {
            streamsEnded.incrementAndGet();
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
