/**
 * Tests of the whole program against real BitTorrent programs, each in a process of its own.
 *
 * <p>{@link Lab} starts the programs and ends them; a test reads as what it asks of them.
 */
@NullMarked
package dunlin.interop;

import org.jspecify.annotations.NullMarked;
