/**
 * An HTTP server that bounds what the outside can grow: requests, answers, streams of events,
 * templates and metrics. Knows nothing of shares.
 */
@NullMarked
package dunlin.web;

import org.jspecify.annotations.NullMarked;
