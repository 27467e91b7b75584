/** What a peer asks of indexes and trackers, and puts into them. */
@NullMarked
package dunlin.node.index;

import org.jspecify.annotations.NullMarked;
