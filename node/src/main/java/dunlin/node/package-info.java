/** A running peer, put together: the only place where parts are wired. */
@NullMarked
package dunlin.node;

import org.jspecify.annotations.NullMarked;
