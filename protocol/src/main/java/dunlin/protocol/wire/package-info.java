/** The peer wire: handshake, messages and extension messages (BEP 3, 6, 9, 10), both ways. */
@NullMarked
package dunlin.protocol.wire;

import org.jspecify.annotations.NullMarked;
