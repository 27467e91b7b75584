package dunlin.web;

import dunlin.net.Proxies;

/**
 * How an HTTP port serves.
 *
 * @param limits what its clients may have
 * @param proxies those that pass on what clients ask
 */
public record HttpSettings(HttpLimits limits, Proxies proxies) {
    /** For clients that come by themselves. */
    public static HttpSettings of(HttpLimits limits) {
        return new HttpSettings(limits, Proxies.NONE);
    }
}
