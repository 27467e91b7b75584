/** A UDP port that several threads share; on Linux it takes and sends packets by the batch. */
@NullMarked
package dunlin.net.udp;

import org.jspecify.annotations.NullMarked;
