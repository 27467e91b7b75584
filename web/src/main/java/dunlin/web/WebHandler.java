package dunlin.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.net.Proxies;
import dunlin.net.Proxies.Whose;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands between Jetty and our handlers: how long things may take, what is refused whatever is
 * asked, and how refusals look. Called on virtual threads; it blocks.
 */
final class WebHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(WebHandler.class);

    private static final int MAX_DISCARDED = 1 << 20;

    /**
     * Most bytes that are sent before it is looked whether they went out: 4 s at the least rate.
     */
    private static final int PART = 64 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final Duration FOREVER = Duration.ofDays(10_000);

    private final HttpHandler handler;
    private final HttpLimits limits;
    private final Proxies proxies;

    /** Of those who are sent what has no end. */
    @GuardedBy("streams")
    private final Places<Connections.Place> streams;

    WebHandler(HttpHandler handler, HttpSettings settings) {
        this.handler = handler;
        this.limits = settings.limits();
        this.proxies = settings.proxies();
        this.streams = new Places<>(limits.streams(), limits.streams(), address -> false);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Connections.Place place =
                WebConnector.place(request.getConnectionMetaData().getConnection().getEndPoint());
        place.works(limits.exchange());
        try {
            HttpRequest asked = new HttpRequest(request, place, limits.slack());
            send(answer(asked, place), asked.sender(), request, response, place);
            discardBody(request, place);
            place.waits(limits.head());
            callback.succeeded();
        } catch (IOException | RuntimeException e) {
            LOG.debug("a connection broke: {}", e.getMessage());
            callback.failed(e);
        }
        return true;
    }

    private HttpResponse answer(HttpRequest request, Connections.Place place) throws IOException {
        try {
            refuseWhatNobodyTakes(request);
            request.isFrom(client(request, place));
            return handler.handle(request);
        } catch (HttpRefusal e) {
            return handler.refusal(request, e);
        } catch (RuntimeException e) {
            LOG.error("cannot answer {}", request, e);
            return HttpResponse.refusal(new HttpRefusal(500, "this could not be answered"));
        }
    }

    /** Whose place and allowance the request takes. */
    private InetAddress client(HttpRequest request, Connections.Place place) throws HttpRefusal {
        Whose whose =
                proxies.request(
                        place.sender(),
                        request.wholeHeader("x-forwarded-for"),
                        request.wasPassedOn());
        InetAddress client =
                switch (whose) {
                    case Whose.Client known -> known.address();
                    case Whose.Unknown unknown -> throw new HttpRefusal(403, unknown.why());
                };
        if (!place.worksFor(client)) {
            throw new HttpRefusal(503, "too many requests of this address at once");
        }
        return client;
    }

    private static void refuseWhatNobodyTakes(HttpRequest request) throws HttpRefusal {
        if (request.method().equals("CONNECT")) {
            throw new HttpRefusal(501, "this is no proxy");
        }
        // What a few compressed bytes unfold to nobody knows before.
        if (!request.header("content-encoding").orElse("identity").equalsIgnoreCase("identity")) {
            throw new HttpRefusal(415, "no compressed bodies are taken");
        }
        if (!request.header("transfer-encoding").orElse("chunked").equalsIgnoreCase("chunked")) {
            throw new HttpRefusal(501, "no transfer coding is known but chunked");
        }
    }

    private void send(
            HttpResponse answer,
            InetAddress client,
            Request request,
            Response response,
            Connections.Place place)
            throws IOException {
        boolean isStream = answer.body() instanceof HttpResponse.Body.Stream;
        if (isStream && !beginsStream(place, client)) {
            answer.afterwards().run();
            HttpRefusal refusal = new HttpRefusal(503, "too many streams at once: try again later");
            write(HttpResponse.refusal(refusal), request, response, place);
            return;
        }
        try {
            write(answer, request, response, place);
        } finally {
            if (isStream) {
                synchronized (streams) {
                    streams.leave(place);
                }
            }
            answer.afterwards().run();
        }
    }

    private boolean beginsStream(Connections.Place place, InetAddress client) {
        Places.Outcome<Connections.Place> outcome;
        synchronized (streams) {
            outcome = streams.enterBusy(place, client);
        }
        outcome.givesWay().ifPresent(Connections.Place::cut);
        return outcome.admitted();
    }

    private void write(
            HttpResponse answer, Request request, Response response, Connections.Place place)
            throws IOException {
        response.setStatus(answer.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        answer.headers().forEach(response.getHeaders()::put);
        boolean headOnly = request.getMethod().equals("HEAD");
        switch (answer.body()) {
            case HttpResponse.Body.Bytes body -> {
                byte[] bytes = body.bytes();
                response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
                send(headOnly ? NOTHING : ByteBuffer.wrap(bytes), response, place);
            }
            case HttpResponse.Body.Parts body -> {
                Optional<byte[]> part = headOnly ? Optional.empty() : body.source().next();
                for (; part.isPresent(); part = body.source().next()) {
                    Content.Sink.write(response, false, ByteBuffer.wrap(part.get()).slice());
                }
                Content.Sink.write(response, true, NOTHING);
            }
            case HttpResponse.Body.Stream body -> {
                if (!headOnly) {
                    stream(body.writer(), response, place);
                }
                Content.Sink.write(response, true, NOTHING);
            }
        }
    }

    /** In parts: whoever takes them more slowly than {@link LeastRate} has it is cut off. */
    private void send(ByteBuffer body, Response response, Connections.Place place)
            throws IOException {
        LeastRate rate = new LeastRate(limits.slack(), System.nanoTime());
        do {
            ByteBuffer part = body.slice(body.position(), Math.min(body.remaining(), PART));
            int length = part.remaining();
            body.position(body.position() + length);
            place.isDue(rate.due());
            Content.Sink.write(response, !body.hasRemaining(), part);
            rate.moved(length, System.nanoTime());
        } while (body.hasRemaining());
        place.isDueNoMore();
    }

    /** Each piece has its own deadline; between them it may take as long as it likes. */
    private void stream(BodyWriter writer, Response response, Connections.Place place)
            throws IOException {
        Content.Sink.write(response, false, NOTHING); // the client is to know that it has begun
        place.works(FOREVER);
        try {
            writer.writeTo(bytes -> {
                place.works(limits.exchange());
                Content.Sink.write(response, false, ByteBuffer.wrap(bytes).slice());
                place.works(FOREVER);
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the server closes");
        }
        place.works(limits.exchange());
    }

    /**
     * Lets a client that is still sending what nobody wants come to the answer: to close while its
     * bytes still come would reset the connection, and could take the answer with it.
     */
    private void discardBody(Request request, Connections.Place place) throws IOException {
        if (request.getHeaders().contains(HttpHeader.EXPECT)) {
            return; // It waits to be told to send.
        }
        place.works(limits.head());
        try (InputStream body = Request.asInputStream(request)) {
            byte[] buffer = new byte[8 * 1024];
            int left = MAX_DISCARDED;
            for (int count = 0; count >= 0 && left > 0; left -= count) {
                count = body.read(buffer);
            }
        }
    }

    /** How Jetty's own refusals look. What was wrong is not quoted: it came from outside. */
    static boolean error(Request request, Response response, Callback callback) {
        String reason = HttpStatus.getMessage(response.getStatus()).toLowerCase(Locale.ROOT);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, HttpResponse.JSON);
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.write(true, UTF_8.encode("{\"error\":\"" + reason + "\"}\n"), callback);
        return true;
    }
}
