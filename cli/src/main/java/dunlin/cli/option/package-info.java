/** What a person writes: options, the environment, the file of settings. */
@NullMarked
package dunlin.cli.option;

import org.jspecify.annotations.NullMarked;
