/**
 * An internet of this process's own, for real programs in network namespaces: hosts, some of them
 * behind routers that translate addresses.
 */
@NullMarked
package dunlin.testkit.internet;

import org.jspecify.annotations.NullMarked;
