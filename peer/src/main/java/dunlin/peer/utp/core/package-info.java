/** What a uTP connection decides (BEP 29): no clock, no thread, no socket. */
@NullMarked
package dunlin.peer.utp.core;

import org.jspecify.annotations.NullMarked;
