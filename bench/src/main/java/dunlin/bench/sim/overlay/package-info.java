/** The overlay's real decisions, run by the thousands in virtual time. */
@NullMarked
package dunlin.bench.sim.overlay;

import org.jspecify.annotations.NullMarked;
