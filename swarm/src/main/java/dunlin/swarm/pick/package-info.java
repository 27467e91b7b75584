/** Decides which block is asked of which peer. Pure: no clock, lock, thread or I/O. */
@NullMarked
package dunlin.swarm.pick;

import org.jspecify.annotations.NullMarked;
