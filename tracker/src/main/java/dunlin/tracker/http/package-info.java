/**
 * A small HTTP server for the index: one request a connection, everything bounded. It starts at
 * once, keeps queries as the raw bytes that announces need, and takes what old clients send.
 */
@NullMarked
package dunlin.tracker.http;

import org.jspecify.annotations.NullMarked;
