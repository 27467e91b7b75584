/** The {@code dunlin} command: one class a command, progress, JSON, exit codes. */
@NullMarked
package dunlin.cli;

import org.jspecify.annotations.NullMarked;
