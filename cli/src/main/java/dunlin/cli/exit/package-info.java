/** How a command ends: exit codes, and the words for what went wrong. */
@NullMarked
package dunlin.cli.exit;

import org.jspecify.annotations.NullMarked;
