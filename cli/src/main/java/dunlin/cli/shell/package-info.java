/**
 * All commands at a prompt, over one running peer. What needs a terminal library lies here alone.
 */
@NullMarked
package dunlin.cli.shell;

import org.jspecify.annotations.NullMarked;
