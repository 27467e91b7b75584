/** What an index does again and again beside its answers. */
@NullMarked
package dunlin.tracker.round;

import org.jspecify.annotations.NullMarked;
