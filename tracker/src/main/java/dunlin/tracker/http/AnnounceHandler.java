package dunlin.tracker.http;

import java.net.InetAddress;

/** Answers announces and scrapes; called on several threads at once. */
@FunctionalInterface
public interface AnnounceHandler {
    /** Which of the two is asked. */
    enum Kind {
        ANNOUNCE,
        SCRAPE
    }

    /**
     * Answers one request. A refusal is an answer too: clients show a bencoded failure reason only
     * under status 200.
     *
     * @param token what stands in the path beside {@code announce} or {@code scrape}; empty if
     *     nothing does
     * @param query what follows the question mark as it came, percent-encoded; empty if there is
     *     none
     * @param sender where the connection comes from
     * @return the bencoded answer, sent under status 200
     */
    byte[] answer(Kind kind, String token, String query, InetAddress sender);

    /**
     * Whether an answer may wait for the disk or for another machine. If so each is given on a
     * thread of its own; if not, on the few threads that all announces pass, and faster.
     */
    default boolean mayWait() {
        return false;
    }
}
