/** Calls of the C library for what Linux can do and the JDK has no name for. */
@NullMarked
package dunlin.tracker.linux;

import org.jspecify.annotations.NullMarked;
