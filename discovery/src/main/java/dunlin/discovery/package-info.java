/**
 * Finding peers. Each way to do so has a package of its own and is a {@link
 * dunlin.discovery.PeerSource}: {@code tracker} today; {@code dht}, {@code local} and {@code
 * mapping} have their places beside it. {@code catalogue} is the client of an index's catalogue.
 */
@NullMarked
package dunlin.discovery;

import org.jspecify.annotations.NullMarked;
