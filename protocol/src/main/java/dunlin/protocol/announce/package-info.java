/** Announce and scrape over HTTP (BEP 3, 7, 23, 48), both sides of each. */
@NullMarked
package dunlin.protocol.announce;

import org.jspecify.annotations.NullMarked;
