/** The index's stores beyond one machine, for several trackers side by side. */
@NullMarked
package dunlin.cluster;

import org.jspecify.annotations.NullMarked;
