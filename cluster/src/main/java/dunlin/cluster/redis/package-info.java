/** Swarms on a Redis or Valkey Cluster, for several trackers side by side. */
@NullMarked
package dunlin.cluster.redis;

import org.jspecify.annotations.NullMarked;
