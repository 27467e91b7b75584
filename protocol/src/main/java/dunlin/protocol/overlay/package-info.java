/**
 * What members of the network of named peers say to each other, from bytes to values and back, and
 * what they sign: {@code docs/overlay-protocol.md}.
 */
@NullMarked
package dunlin.protocol.overlay;

import org.jspecify.annotations.NullMarked;
