/**
 * The index's HTTP port: announces on a path of their own, everything else by a library behind it.
 *
 * <p>A connection that announces asks one thing and is over, thousands of times a second; what else
 * comes (the page, the API, event streams) is little, but can be anything. So a connection takes
 * the first of these rooms that is enough for it:
 *
 * <pre>
 *   AnnounceListener   accepts; a whole announce at the first read is answered, and closed
 *   Latecomers         an announce in pieces, a slow reader, a handler that waits
 *   WebServer          Jetty, with all of HTTP/1.1: keep-alive, chunks, streams
 * </pre>
 *
 * <h2>Threads, and who may block</h2>
 *
 * <ul>
 *   <li>{@code http-accept-N}, one to four platform threads: never block but in accept. An {@link
 *       dunlin.tracker.http.AnnounceHandler} is called on them unless it says that it may wait.
 *   <li>{@code http-N}, a virtual thread for each connection of the Latecomers, and for each
 *       request that Jetty has read the head of: may block. An {@link dunlin.web.HttpHandler} is
 *       called on them, a {@link dunlin.web.BodyWriter} too.
 *   <li>{@code http-web-N}, up to four platform threads of Jetty, and its timer: wait for what
 *       comes on the connections between requests.
 *   <li>{@code http-reap}, virtual: closes whatever is past its deadline.
 * </ul>
 *
 * <p>Slow clients: every connection that outlasts the first read has a place in {@code
 * Connections}, with a deadline for what it does at the moment, and is closed past it whatever it
 * is doing; nothing that a client does moves a deadline but finishing what it began, and a body
 * that moves more slowly than {@code LeastRate} has it is over sooner. Many clients: there is a
 * bounded number of places, and few for each address; when all are taken the address with the most
 * gives one to a newcomer ({@code Places}), and who gets none is told to come again. Streams and
 * large torrents have places by the same rule. Announces that come whole need no place.
 */
@NullMarked
package dunlin.tracker.http;

import org.jspecify.annotations.NullMarked;
