/** What peers of one local network tell each other by multicast (BEP 14). */
@NullMarked
package dunlin.protocol.local;

import org.jspecify.annotations.NullMarked;
