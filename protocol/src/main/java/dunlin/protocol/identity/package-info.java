/** Who a peer is: its key, and what it signs. */
@NullMarked
package dunlin.protocol.identity;

import org.jspecify.annotations.NullMarked;
