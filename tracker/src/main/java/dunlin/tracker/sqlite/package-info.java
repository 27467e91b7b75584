/** The catalogue in an SQLite file. */
@NullMarked
package dunlin.tracker.sqlite;

import org.jspecify.annotations.NullMarked;
