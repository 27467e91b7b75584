/** What is new at the index, for programs that follow it: feeds, and events as they happen. */
@NullMarked
package dunlin.tracker.feed;

import org.jspecify.annotations.NullMarked;
