/** What people ask a catalogue for, as they write it and as it is meant. */
@NullMarked
package dunlin.protocol.search;

import org.jspecify.annotations.NullMarked;
