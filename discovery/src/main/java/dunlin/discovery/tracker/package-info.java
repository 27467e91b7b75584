/** Finding peers by trackers: announcing over HTTP and UDP, tier by tier. */
@NullMarked
package dunlin.discovery.tracker;

import org.jspecify.annotations.NullMarked;
