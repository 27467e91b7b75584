/** What happens at the index, told to whoever listens. */
@NullMarked
package dunlin.tracker.event;

import org.jspecify.annotations.NullMarked;
