/** The index as people see it in a browser: plain pages that need no script for reading. */
@NullMarked
package dunlin.tracker.page;

import org.jspecify.annotations.NullMarked;
