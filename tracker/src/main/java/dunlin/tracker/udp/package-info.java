/** UDP sockets that answer packets: of the JDK, and faster ones of Linux itself. */
@NullMarked
package dunlin.tracker.udp;

import org.jspecify.annotations.NullMarked;
