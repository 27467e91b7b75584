/** The index server: announce over HTTP, the catalogue, and their stores. */
@NullMarked
package dunlin.tracker;

import org.jspecify.annotations.NullMarked;
