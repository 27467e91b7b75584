/** Who was there before the index was started, and may still be. */
@NullMarked
package dunlin.tracker.restart;

import org.jspecify.annotations.NullMarked;
