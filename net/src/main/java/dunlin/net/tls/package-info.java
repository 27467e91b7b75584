/** A server's own key and certificates for TLS, from files. */
@NullMarked
package dunlin.net.tls;

import org.jspecify.annotations.NullMarked;
