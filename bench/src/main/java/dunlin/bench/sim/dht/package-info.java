/** The DHT's real decisions, run by the thousands in virtual time. */
@NullMarked
package dunlin.bench.sim.dht;

import org.jspecify.annotations.NullMarked;
