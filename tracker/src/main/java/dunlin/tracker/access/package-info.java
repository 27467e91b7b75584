/** Who may do what at the index, and how often. */
@NullMarked
package dunlin.tracker.access;

import org.jspecify.annotations.NullMarked;
