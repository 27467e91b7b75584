/** One connection to one peer: transport, handshake, framing, uploads, limits. */
@NullMarked
package dunlin.peer;

import org.jspecify.annotations.NullMarked;
