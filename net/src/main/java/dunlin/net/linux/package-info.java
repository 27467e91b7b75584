/** Calls of the C library, for what the JDK has no name for. */
@NullMarked
package dunlin.net.linux;

import org.jspecify.annotations.NullMarked;
