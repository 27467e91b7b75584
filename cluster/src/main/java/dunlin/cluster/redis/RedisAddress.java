package dunlin.cluster.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.HostAndPort;

/**
 * Where a Redis or a Cluster is, and how to log in: {@code
 * redis://[user:password@]host:port[,host:port...]}, or {@code rediss} for TLS.
 *
 * @param user empty for the default user
 * @param hosts at least one; of a Cluster any nodes, which tell of the others
 */
record RedisAddress(
        Optional<String> user, Optional<String> password, List<HostAndPort> hosts, boolean tls) {
    private static final String FORM =
            "a Redis address is redis://[user:password@]host:port[,host:port...]";
    private static final int DEFAULT_PORT = 6379;
    private static final int MAX_HOSTS = 100;

    RedisAddress {
        hosts = List.copyOf(hosts);
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException saying what is wrong, without a word of user or password
     */
    static RedisAddress parse(String url) {
        boolean tls = url.startsWith("rediss://");
        if (!tls && !url.startsWith("redis://")) {
            throw new IllegalArgumentException(FORM);
        }
        String rest = url.substring(url.indexOf("://") + 3);
        if (rest.endsWith("/")) {
            rest = rest.substring(0, rest.length() - 1);
        }
        int at = rest.lastIndexOf('@');
        Optional<String> user = Optional.empty();
        Optional<String> password = Optional.empty();
        if (at >= 0) {
            String login = rest.substring(0, at);
            int colon = login.indexOf(':');
            user = decoded(colon < 0 ? login : login.substring(0, colon));
            password = colon < 0 ? Optional.empty() : decoded(login.substring(colon + 1));
        }
        List<HostAndPort> hosts = new ArrayList<>();
        for (String host : rest.substring(at + 1).split(",", MAX_HOSTS)) {
            hosts.add(host(host));
        }
        return new RedisAddress(user, password, hosts, tls);
    }

    private static Optional<String> decoded(String text) {
        try {
            // Form decoding would make blanks of pluses, which a URL does not mean.
            String plain = URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
            return Optional.of(plain).filter(word -> !word.isEmpty());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("user and password are to be percent-encoded");
        }
    }

    private static HostAndPort host(String text) {
        int colon = text.lastIndexOf(':');
        boolean withoutPort = colon < 0 || text.endsWith("]");
        String host = withoutPort ? text : text.substring(0, colon);
        boolean brackets = host.startsWith("[") && host.endsWith("]");
        String bare = brackets ? host.substring(1, host.length() - 1) : host;
        if (!bare.matches(brackets ? "[0-9a-fA-F:.]+" : "[\\w.-]+")) {
            throw new IllegalArgumentException(FORM);
        }
        try {
            int port = withoutPort ? DEFAULT_PORT : Integer.parseInt(text.substring(colon + 1));
            if (port >= 1 && port <= 65535) {
                return new HostAndPort(bare, port);
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number that is no port.
        }
        throw new IllegalArgumentException(FORM + "; a port is 1 to 65535");
    }

    /** Neither user nor password: this goes into logs. */
    @Override
    public String toString() {
        List<String> names = hosts.stream().map(HostAndPort::toString).toList();
        return (tls ? "rediss://" : "redis://") + String.join(",", names);
    }
}
