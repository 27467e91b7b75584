/**
 * Networks of many nodes in virtual time, on one thread: what happens when, how long packets take,
 * who comes and goes, what is counted; and the ways to search that others have, to compare with.
 * The same seed does the same every time. {@code bench/run overlay} and {@code bench/run dht} run
 * it.
 */
@NullMarked
package dunlin.bench.sim;

import org.jspecify.annotations.NullMarked;
