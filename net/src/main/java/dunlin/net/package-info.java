/**
 * Sockets and addresses that index and peer share: HTTP that is asked of others, rules for
 * addresses, throttles.
 */
@NullMarked
package dunlin.net;

import org.jspecify.annotations.NullMarked;
