/** The seams of the index: what it stores, behind interfaces that several implementations serve. */
@NullMarked
package dunlin.tracker.store;

import org.jspecify.annotations.NullMarked;
