/** The commands, one class each, and what several of them say and do. */
@NullMarked
package dunlin.cli.command;

import org.jspecify.annotations.NullMarked;
