/** The metadata of a share of which only a link is known (BEP 9): fetching it and serving it. */
@NullMarked
package dunlin.swarm.metadata;

import org.jspecify.annotations.NullMarked;
