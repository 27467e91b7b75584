/** What a person sees: lines, tables, live views, units; no command is known here. */
@NullMarked
package dunlin.cli.terminal;

import org.jspecify.annotations.NullMarked;
