package dunlin.tracker.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.tracker.http.HttpHandler;
import dunlin.tracker.http.HttpRefusal;
import dunlin.tracker.http.HttpRequest;
import dunlin.tracker.http.HttpResponse;
import java.io.IOException;

/** Which part of the index answers which path. */
public final class Routes implements HttpHandler {
    private static final HttpResponse ROOT =
            new HttpResponse(
                    200,
                    "text/plain; charset=utf-8",
                    ("A Dunlin index: BitTorrent announces at /announce, its catalogue at "
                                    + "/api/v1/shares\n")
                            .getBytes(UTF_8));

    private final CatalogueHttp catalogue;

    public Routes(CatalogueHttp catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public HttpResponse handle(HttpRequest request) throws HttpRefusal, IOException {
        String path = request.path();
        if (path.equals(CatalogueHttp.SHARES) || path.startsWith(CatalogueHttp.SHARES + "/")) {
            return catalogue.handle(request);
        }
        return switch (path) {
            case "/" -> get(request, any -> ROOT);
            default -> throw new HttpRefusal(404, "nothing is here");
        };
    }

    private static HttpResponse get(HttpRequest request, HttpHandler handler)
            throws HttpRefusal, IOException {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return HttpResponse.onlyMethods("GET, HEAD");
        }
        return handler.handle(request);
    }
}
