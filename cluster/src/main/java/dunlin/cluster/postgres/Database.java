package dunlin.cluster.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dunlin.cluster.outage.Outages;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to PostgreSQL, and what is done when it fails: every call ends within some seconds,
 * and what is refused once is refused at once for a moment. Thread-safe.
 */
final class Database implements AutoCloseable {
    /** A step against the database. */
    interface Step<T> {
        T run(Session session) throws SQLException, TrackerRejection;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final Duration RETRY_IN = Duration.ofSeconds(5);
    private static final Duration OUTAGE_PAUSE = Duration.ofSeconds(1);
    private static final Duration OUTAGE_PATIENCE = Duration.ofSeconds(5);
    private static final long NANOS_BETWEEN_COMPLAINTS = Duration.ofSeconds(5).toNanos();
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** How long to wait for a connection when the server seems to be away. */
    private static final Duration WAIT_FOR_CONNECTION = Duration.ofSeconds(1);

    private static final int CONNECTIONS = 16;

    /** How long to wait for one of them at most. */
    private static final Duration TURN = Duration.ofSeconds(10);

    /** How often a transaction is tried that meets others; more than two hardly ever meet. */
    private static final int TRIES = 5;

    /**
     * A tracker that is cut off in a transaction holds up others for that long at most. The plan is
     * made for the words that are looked for: a rare one and a common one want different ones.
     */
    private static final String SETTINGS =
            """
            SET statement_timeout = '4s'; SET lock_timeout = '3s';
            SET idle_in_transaction_session_timeout = '10s';
            SET plan_cache_mode = force_custom_plan; SET synchronous_commit = on
            """;

    private final PostgresAddress address;
    private final HikariDataSource pool;
    private final Outages outages = new Outages(1, OUTAGE_PAUSE, OUTAGE_PATIENCE);
    private final Semaphore turns = new Semaphore(CONNECTIONS, true);
    private final AtomicLong lastComplaint =
            new AtomicLong(System.nanoTime() - NANOS_BETWEEN_COMPLAINTS);

    private volatile Optional<String> failure = Optional.empty();

    private Database(PostgresAddress address, HikariDataSource pool) {
        this.address = address;
        this.pool = pool;
    }

    /**
     * Connects, and makes or brings up the tables.
     *
     * @throws IOException if that fails; the message is one line for a person
     */
    static Database open(PostgresAddress address) throws IOException {
        Properties properties = properties(address);
        try (Connection connection = DriverManager.getConnection(address.url(), properties)) {
            // A later version's changes of the tables may take their time.
            connection.setNetworkTimeout(Runnable::run, 0);
            Schema.migrate(connection);
        } catch (SQLException e) {
            throw new IOException(
                    "cannot use the catalogue " + address + ": " + Failure.line(e), e);
        }
        HikariConfig config = new HikariConfig();
        config.setPoolName("catalogue");
        config.setJdbcUrl(address.url());
        config.setDataSourceProperties(properties);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(WAIT_FOR_CONNECTION.toMillis());
        config.setValidationTimeout(WAIT_FOR_CONNECTION.toMillis());
        config.setConnectionInitSql(SETTINGS);
        // Whether the server is there was seen already; from now on it may come and go.
        config.setInitializationFailTimeout(-1);
        return new Database(address, new HikariDataSource(config));
    }

    /** Who logs in, and bounds for a server that does not answer; the address may say others. */
    private static Properties properties(PostgresAddress address) {
        Properties properties = new Properties();
        address.user().ifPresent(user -> properties.setProperty("user", user));
        address.password().ifPresent(word -> properties.setProperty("password", word));
        properties.setProperty("connectTimeout", Long.toString(CONNECT.toSeconds()));
        properties.setProperty("socketTimeout", Long.toString(ANSWER.toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "dunlin");
        return properties;
    }

    /** Runs a step that changes nothing. */
    <T> T read(Step<T> step) throws TrackerRejection {
        return guarded(connection -> step.run(new Session(connection)));
    }

    /** Runs a step as a transaction; what it changed is on the disk when this returns. */
    <T> T write(Step<T> step) throws TrackerRejection {
        return guarded(connection -> {
            connection.setAutoCommit(false);
            try {
                T result = step.run(new Session(connection));
                commit(connection);
                return result;
            } catch (SQLException | TrackerRejection | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        });
    }

    private static void commit(Connection connection) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw Failure.ofCommit(e);
        }
    }

    private static void rollBack(Connection connection, Exception why) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }

    private interface Work<T> {
        T run(Connection connection) throws SQLException, TrackerRejection;
    }

    /** Waits for its turn; so whoever waits for a connection then waits for the server. */
    private <T> T guarded(Work<T> work) throws TrackerRejection {
        try {
            if (!turns.tryAcquire(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TrackerRejection(
                        Reason.BROKEN, "the catalogue is too busy just now", Optional.of(RETRY_IN));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable();
        }
        try {
            return tried(work);
        } finally {
            turns.release();
        }
    }

    /** Again, if it met another transaction, or a connection that the server had closed. */
    private <T> T tried(Work<T> work) throws TrackerRejection {
        for (int tries = 1; ; tries++) {
            try (Connection connection = connection()) {
                return work.run(connection);
            } catch (SQLException e) {
                if (tries == TRIES || !Failure.isWorthAnotherTry(e)) {
                    complain(e);
                    throw unreachable();
                }
            }
        }
    }

    private Connection connection() throws TrackerRejection {
        if (!outages.allows(0, System.nanoTime())) {
            throw unreachable();
        }
        try {
            Connection connection = pool.getConnection();
            outages.ended(0);
            return connection;
        } catch (SQLException e) {
            outages.failed(0, System.nanoTime());
            complain(e);
            throw unreachable();
        }
    }

    /** Why it failed last, in one line, if it ever did. */
    Optional<String> failure() {
        return failure;
    }

    private static TrackerRejection unreachable() {
        return new TrackerRejection(
                Reason.BROKEN, "the catalogue cannot be used just now", Optional.of(RETRY_IN));
    }

    /** One line now and then: when the server is gone, everyone would say so. */
    private void complain(SQLException e) {
        failure = Optional.of(Failure.line(e));
        long now = System.nanoTime();
        long last = lastComplaint.get();
        if (now - last >= NANOS_BETWEEN_COMPLAINTS && lastComplaint.compareAndSet(last, now)) {
            LOG.warn("the catalogue {} fails: {}", address, Failure.line(e));
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
