/**
 * Bencode (BEP 3): strict, bounded parsing into values that point into their input, and writing.
 */
@NullMarked
package dunlin.protocol.bencode;

import org.jspecify.annotations.NullMarked;
