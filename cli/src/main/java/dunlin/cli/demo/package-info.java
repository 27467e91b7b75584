/** The whole job in one go on this machine. */
@NullMarked
package dunlin.cli.demo;

import org.jspecify.annotations.NullMarked;
