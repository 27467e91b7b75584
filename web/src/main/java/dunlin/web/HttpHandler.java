package dunlin.web;

import java.io.IOException;

/** Answers requests; called on many threads at once. */
@FunctionalInterface
public interface HttpHandler {
    /**
     * Answers one request.
     *
     * @throws HttpRefusal to have its status and message answered
     * @throws IOException if the body cannot be read; the connection is dropped
     */
    HttpResponse handle(HttpRequest request) throws HttpRefusal, IOException;

    /** How a refusal looks to whoever asked: JSON, unless said otherwise. */
    default HttpResponse refusal(HttpRequest request, HttpRefusal refusal) {
        return HttpResponse.refusal(refusal);
    }
}
