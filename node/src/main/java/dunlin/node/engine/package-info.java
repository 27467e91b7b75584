/** The running parts that all shares of a peer have in common. */
@NullMarked
package dunlin.node.engine;

import org.jspecify.annotations.NullMarked;
