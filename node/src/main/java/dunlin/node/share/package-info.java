/** The shares of a peer, each with one life from the order to the last upload. */
@NullMarked
package dunlin.node.share;

import org.jspecify.annotations.NullMarked;
