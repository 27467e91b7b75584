/** What a catalogue of shares says of them, as its index and whoever asks it have it. */
@NullMarked
package dunlin.protocol.catalogue;

import org.jspecify.annotations.NullMarked;
