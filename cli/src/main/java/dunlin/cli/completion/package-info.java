/** What a shell offers while a person types: the commands, their options, files where those fit. */
@NullMarked
package dunlin.cli.completion;

import org.jspecify.annotations.NullMarked;
