/** Announce and scrape over UDP (BEP 15, with the options of BEP 41), both sides of each. */
@NullMarked
package dunlin.protocol.announce.udp;

import org.jspecify.annotations.NullMarked;
