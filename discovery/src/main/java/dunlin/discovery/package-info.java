/** Finding peers: the tracker client, and the client of an index's catalogue. */
@NullMarked
package dunlin.discovery;

import org.jspecify.annotations.NullMarked;
