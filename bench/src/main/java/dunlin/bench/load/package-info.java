/** Load on an index server, over UDP or HTTP. {@code bench/run tracker-udp} and its like run it. */
@NullMarked
package dunlin.bench.load;

import org.jspecify.annotations.NullMarked;
