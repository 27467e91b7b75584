package dunlin.web;

import dunlin.net.Proxies;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * How an HTTP port serves.
 *
 * @param limits what its clients may have
 * @param proxies those that pass on what clients ask
 * @param tls what to show to clients, asked for each connection; empty to speak in the clear
 */
public record HttpSettings(HttpLimits limits, Proxies proxies, Optional<Supplier<SSLContext>> tls) {
    /** For clients that come by themselves. */
    public static HttpSettings of(HttpLimits limits) {
        return new HttpSettings(limits, Proxies.NONE, Optional.empty());
    }

    /**
     * Whether the bytes that come from this sender are its own request, which anyone can read: not
     * encrypted, and passed on by nobody.
     */
    public boolean isPlain(InetAddress sender) {
        return tls.isEmpty() && !proxies.include(sender);
    }
}
