/** What becomes of shares that nobody has any more. */
@NullMarked
package dunlin.tracker.absence;

import org.jspecify.annotations.NullMarked;
