/** Swarms in this process's own memory. */
@NullMarked
package dunlin.tracker.memory;

import org.jspecify.annotations.NullMarked;
