/** The {@code dunlin} program: where it starts, and its commands put together. */
@NullMarked
package dunlin.cli;

import org.jspecify.annotations.NullMarked;
