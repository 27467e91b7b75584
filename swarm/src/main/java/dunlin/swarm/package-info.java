/** One share exchanged among many peers: picking, choking, rates, metadata. */
@NullMarked
package dunlin.swarm;

import org.jspecify.annotations.NullMarked;
