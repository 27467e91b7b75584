package dunlin.web;

import java.time.Duration;

/**
 * What clients of an HTTP port may have.
 *
 * @param connections most at once
 * @param perAddress most at once from one IPv4 address or IPv6 /64, other than this machine
 * @param streams most at once of which the body has no end known before
 * @param head how long a request's head may take to come, from the connection's beginning or the
 *     end of the answer before
 * @param slack how far a body may fall behind 16 KiB/s, in either direction
 * @param exchange how long all the rest may take, until the answer is sent; in a stream, how long
 *     each piece of it may take
 */
public record HttpLimits(
        int connections,
        int perAddress,
        int streams,
        Duration head,
        Duration slack,
        Duration exchange) {
    /** Most bytes of a request's head. */
    public static final int MAX_HEAD = 8 * 1024;

    /** What a server on the open internet can give. */
    public static final HttpLimits DEFAULT =
            new HttpLimits(
                    2_000,
                    64,
                    200,
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60));

    public HttpLimits {
        if (connections < 1 || perAddress < 1 || streams < 0) {
            throw new IllegalArgumentException(
                    connections + " connections, " + perAddress + ", " + streams + " streams");
        }
    }
}
