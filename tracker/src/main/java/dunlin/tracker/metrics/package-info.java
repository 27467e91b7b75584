/** What monitoring asks of the index: how much it does, and whether it can. */
@NullMarked
package dunlin.tracker.metrics;

import org.jspecify.annotations.NullMarked;
