/** Whom a swarm dials, and who takes the connections that are made. */
@NullMarked
package dunlin.swarm.dial;

import org.jspecify.annotations.NullMarked;
