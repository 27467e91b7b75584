/** A catalogue of a million shares: what a search takes, and a restart. */
@NullMarked
package dunlin.bench.search;

import org.jspecify.annotations.NullMarked;
