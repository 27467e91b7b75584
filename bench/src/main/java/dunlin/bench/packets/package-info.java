/** Packets from one port to another, as fast as they come. {@code bench/run packets} runs it. */
@NullMarked
package dunlin.bench.packets;

import org.jspecify.annotations.NullMarked;
