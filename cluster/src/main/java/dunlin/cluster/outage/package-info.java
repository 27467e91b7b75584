/** Leaving servers alone that do not answer. */
@NullMarked
package dunlin.cluster.outage;

import org.jspecify.annotations.NullMarked;
