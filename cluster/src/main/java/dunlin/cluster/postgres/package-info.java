/** Shares in PostgreSQL, for several trackers side by side. */
@NullMarked
package dunlin.cluster.postgres;

import org.jspecify.annotations.NullMarked;
