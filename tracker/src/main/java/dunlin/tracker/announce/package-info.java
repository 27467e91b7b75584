/** Announce and scrape: one core, whatever frontend they come in by. */
@NullMarked
package dunlin.tracker.announce;

import org.jspecify.annotations.NullMarked;
