/**
 * The messages of the DHT (KRPC): BEP 5, 32, 33, 42, 43, 44 and 51, from bytes to values and back.
 */
@NullMarked
package dunlin.protocol.krpc;

import org.jspecify.annotations.NullMarked;
