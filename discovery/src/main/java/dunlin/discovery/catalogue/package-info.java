/** The client of an index's catalogue. */
@NullMarked
package dunlin.discovery.catalogue;

import org.jspecify.annotations.NullMarked;
