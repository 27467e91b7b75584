package dunlin.cluster.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.executors.RetryableCommandExecutor;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.providers.PooledConnectionProvider;

/** Finds out whether an address leads to a Cluster or to a single Redis, and connects to it. */
final class RedisConnector {
    private static final Logger LOG = LoggerFactory.getLogger(RedisConnector.class);

    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(1);

    /** Enough to follow a redirection, or to meet a connection that the server had closed. */
    private static final int ATTEMPTS = 3;

    private static final Duration ALL_ATTEMPTS = Duration.ofSeconds(2);

    /** A node that hangs is found out by asking the others, not by waiting for it. */
    private static final Duration TOPOLOGY_REFRESH = Duration.ofSeconds(2);

    private static final int CONNECTIONS_PER_NODE = 64;
    private static final Duration WAIT_FOR_CONNECTION = Duration.ofSeconds(1);
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(60);

    private final RedisAddress address;
    private final JedisClientConfig config;

    private RedisConnector(RedisAddress address, Optional<SSLSocketFactory> trust) {
        this.address = address;
        DefaultJedisClientConfig.Builder builder =
                DefaultJedisClientConfig.builder()
                        .connectionTimeoutMillis((int) CONNECT.toMillis())
                        .socketTimeoutMillis((int) ANSWER.toMillis())
                        .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        address.user().ifPresent(builder::user);
        address.password().ifPresent(builder::password);
        if (address.tls()) {
            SSLParameters parameters = new SSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            builder.ssl(true).sslParameters(parameters);
            trust.ifPresent(builder::sslSocketFactory);
        }
        this.config = builder.build();
    }

    /**
     * Connects.
     *
     * @param trust makes TLS sockets; the JDK's own if empty
     * @throws IOException if no host answers as it should; the message is one line for a person
     */
    static Redis connect(RedisAddress address, Optional<SSLSocketFactory> trust)
            throws IOException {
        try {
            return new RedisConnector(address, trust).connect();
        } catch (JedisException e) {
            throw new IOException("cannot use " + address + ": " + Failure.line(e), e);
        }
    }

    private Redis connect() throws IOException {
        if (isCluster()) {
            return cluster();
        }
        if (address.hosts().size() > 1) {
            throw new IOException(
                    "cannot use " + address + ": it is no Cluster, so one host is to be given");
        }
        return single();
    }

    /** Asks the first host that answers. */
    private boolean isCluster() {
        JedisException problem = new JedisException("no host given");
        for (HostAndPort host : address.hosts()) {
            try (Connection connection = new Connection(host, config)) {
                compareClocks(host, connection);
                connection.sendCommand(Command.INFO, "cluster");
                return connection.getBulkReply().contains("cluster_enabled:1");
            } catch (JedisException e) {
                problem = e;
            }
        }
        throw problem;
    }

    /**
     * Several trackers judge silence by their own clocks. One that is far off shows in comparison
     * with the server's.
     */
    private static void compareClocks(HostAndPort host, Connection connection) {
        connection.sendCommand(Command.TIME);
        List<byte[]> time = connection.getBinaryMultiBulkReply();
        Instant theirs =
                Instant.ofEpochSecond(Long.parseLong(new String(time.getFirst(), US_ASCII)));
        Duration difference = Duration.between(theirs, Instant.now()).abs();
        if (difference.compareTo(CLOCK_TOLERANCE) > 0) {
            LOG.warn(
                    "the clocks of this machine and of {} differ by {} seconds: trackers whose"
                            + " clocks disagree drop each other's peers",
                    host,
                    difference.toSeconds());
        }
    }

    private Redis cluster() {
        Set<HostAndPort> hosts = new HashSet<>(address.hosts());
        var provider = new ClusterConnectionProvider(hosts, config, pool(), TOPOLOGY_REFRESH);
        RedisClusterClient client =
                RedisClusterClient.builder()
                        .nodes(hosts)
                        .clientConfig(config)
                        .connectionProvider(provider)
                        .maxAttempts(ATTEMPTS)
                        .maxTotalRetriesDuration(ALL_ATTEMPTS)
                        .build();
        return new Redis(address, client, () -> provider.getPrimaryNodes().values());
    }

    private Redis single() {
        var provider = new PooledConnectionProvider(address.hosts().getFirst(), config, pool());
        RedisClient client =
                RedisClient.builder()
                        .clientConfig(config)
                        .connectionProvider(provider)
                        .commandExecutor(
                                new RetryableCommandExecutor(provider, ATTEMPTS, ALL_ATTEMPTS))
                        .build();
        return new Redis(address, client, () -> List.of(provider.getPool()));
    }

    private static ConnectionPoolConfig pool() {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(CONNECTIONS_PER_NODE);
        pool.setMaxIdle(CONNECTIONS_PER_NODE);
        pool.setMaxWait(WAIT_FOR_CONNECTION);
        return pool;
    }
}
