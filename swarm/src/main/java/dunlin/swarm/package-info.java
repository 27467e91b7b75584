/**
 * One share exchanged among many peers: who is let in, what is said, fetched and served, and what
 * reaches the disk.
 */
@NullMarked
package dunlin.swarm;

import org.jspecify.annotations.NullMarked;
