/** Real uTP connections over simulated paths, alone, among themselves and beside TCP. */
@NullMarked
package dunlin.bench.sim.utp;

import org.jspecify.annotations.NullMarked;
