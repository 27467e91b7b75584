/** The way out: which transport a peer is dialled over, when several may do. */
@NullMarked
package dunlin.peer.dial;

import org.jspecify.annotations.NullMarked;
