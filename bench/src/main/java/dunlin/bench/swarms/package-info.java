/** Millions of peers in a store of swarms, in one process. {@code bench/run swarms} runs it. */
@NullMarked
package dunlin.bench.swarms;

import org.jspecify.annotations.NullMarked;
