/** A running peer: all that {@code node.api} lets one ask of it, in this process. */
@NullMarked
package dunlin.node;

import org.jspecify.annotations.NullMarked;
