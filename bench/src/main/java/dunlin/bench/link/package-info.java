/**
 * A line between two networks of this machine that is as slow, as long and as patient as is said.
 */
@NullMarked
package dunlin.bench.link;

import org.jspecify.annotations.NullMarked;
