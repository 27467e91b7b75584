/**
 * Identities, addresses, geometry and errors that every part of the protocol shares. No I/O, no
 * thread, no clock.
 */
@NullMarked
package dunlin.protocol;

import org.jspecify.annotations.NullMarked;
