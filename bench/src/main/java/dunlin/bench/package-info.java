/** Microbenchmarks of the code that runs for every block. {@code bench/run jmh} runs them. */
@NullMarked
package dunlin.bench;

import org.jspecify.annotations.NullMarked;
