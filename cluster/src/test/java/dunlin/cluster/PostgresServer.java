package dunlin.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL server on a free port, with an empty database that a plain user owns. */
public final class PostgresServer implements AutoCloseable {
    public static final String USER = "alba";
    public static final String PASSWORD = "s&cr=t +1";

    private static final String HOST = "127.0.0.1";
    private static final String ADMINISTRATOR = "administrator";
    private static final String SYSTEM_USER = "postgres";

    private final Path folder;
    private final int port;
    private final List<String> command;
    private final AtomicInteger schemas = new AtomicInteger();
    private Server server;

    private PostgresServer(Path folder, int port, List<String> command, Server server) {
        this.folder = folder;
        this.port = port;
        this.command = command;
        this.server = server;
    }

    /** As it is meant to be. */
    public static PostgresServer start() throws Exception {
        return start(List.of());
    }

    /** One that does not wait for the disk. */
    static PostgresServer startUnforced() {
        try {
            return start(List.of("-c", "fsync=off", "-c", "max_connections=200"));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static PostgresServer start(List<String> options) throws Exception {
        String initdb = Programs.need("initdb", "postgresql");
        Path folder = Files.createTempDirectory("postgres");
        giveToSystemUser(folder);
        Path password = Files.writeString(folder.resolve("password"), PASSWORD);
        giveToSystemUser(password);
        Path data = folder.resolve("data");
        int port = Server.freePorts(1).getFirst();
        Server.run(
                folder,
                asSystemUser(
                        initdb,
                        "--pgdata=" + data,
                        "--auth=scram-sha-256",
                        "--username=" + ADMINISTRATOR,
                        "--pwfile=" + password,
                        "--encoding=UTF8",
                        "--locale=C",
                        "--no-sync"));
        List<String> command =
                asSystemUser(
                        Programs.need("postgres", "postgresql"),
                        "-D",
                        data.toString(),
                        "-p",
                        Integer.toString(port),
                        "-h",
                        HOST,
                        "-k",
                        "");
        command.addAll(options);
        PostgresServer server = new PostgresServer(folder, port, command, run(folder, command));
        server.administer(
                "CREATE ROLE " + USER + " LOGIN PASSWORD '" + PASSWORD + "'",
                "CREATE DATABASE dunlin OWNER " + USER);
        return server;
    }

    private static Server run(Path folder, List<String> command) throws IOException {
        return Server.start(folder, command, "database system is ready to accept connections");
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** PostgreSQL refuses to run as root. */
    private static List<String> asSystemUser(String... command) {
        List<String> whole = new ArrayList<>();
        if (isRoot()) {
            String user = "--reuid=" + SYSTEM_USER;
            String group = "--regid=" + SYSTEM_USER;
            whole.addAll(
                    List.of(Programs.need("setpriv", "util-linux"), user, group, "--clear-groups"));
        }
        whole.addAll(List.of(command));
        return whole;
    }

    private static void giveToSystemUser(Path path) throws IOException {
        if (!isRoot()) {
            return;
        }
        try {
            var users = path.getFileSystem().getUserPrincipalLookupService();
            Files.setOwner(path, users.lookupPrincipalByName(SYSTEM_USER));
        } catch (UserPrincipalNotFoundException e) {
            assumeTrue(false, "there is no user " + SYSTEM_USER + " (Debian package postgresql)");
        }
    }

    private void administer(String... statements) throws Exception {
        String url = "jdbc:postgresql://" + HOST + ":" + port + "/postgres";
        try (Connection connection = DriverManager.getConnection(url, ADMINISTRATOR, PASSWORD);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /** The address of the database, without user and password. */
    public String place() {
        return "jdbc:postgresql://" + HOST + ":" + port + "/dunlin";
    }

    /** The address of the database for its owner. */
    public String url() {
        return place() + "?user=" + USER + "&password=s%26cr%3Dt%20%2B1";
    }

    /** The address of a new, empty part of the database. */
    public String urlOfNewSchema() throws Exception {
        String schema = "schema" + schemas.incrementAndGet();
        execute("CREATE SCHEMA " + schema);
        return url() + "&currentSchema=" + schema;
    }

    /** Runs a statement in the database as its owner. */
    public void execute(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(place(), USER, PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    public void kill() throws Exception {
        server.kill();
    }

    public void restart() throws Exception {
        server.close();
        server = run(folder, command);
    }

    public void freeze() throws Exception {
        server.freeze();
    }

    public void thaw() throws Exception {
        server.thaw();
    }

    @Override
    public void close() {
        server.close();
        Server.deleteAll(folder);
    }
}
