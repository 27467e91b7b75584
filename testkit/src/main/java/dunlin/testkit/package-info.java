/** What tests put in the place of time, network and disk; never part of the program. */
@NullMarked
package dunlin.testkit;

import org.jspecify.annotations.NullMarked;
