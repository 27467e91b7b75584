package dunlin.tracker.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.tracker.TrackerServer;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.SwarmStore;
import dunlin.web.HttpResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What monitoring is told when shares can be read, but none registered. */
class HealthTest {
    @TempDir private Path folder;
    private Catalogue catalogue;
    private SwarmStore swarms;

    @BeforeEach
    void open() throws IOException {
        catalogue = TrackerServer.catalogue(folder.resolve("c.db"));
        swarms = TrackerServer.swarms();
    }

    @AfterEach
    void close() {
        catalogue.close();
        swarms.close();
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("c.db"));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private HttpResponse health() {
        return new Health(swarms, catalogue).show();
    }

    private static String text(HttpResponse answer) {
        return new String(((HttpResponse.Body.Bytes) answer.body()).bytes(), UTF_8);
    }

    @Test
    void isWellWhileSharesCanBeRegistered() {
        assertThat(health().status()).isEqualTo(200);
        assertThat(text(health())).contains("\"registering\":\"ok\"");
    }

    @Test
    void failsWithTheReasonWhenNothingCanBeWritten() throws Exception {
        try (Connection other = connect()) {
            execute(
                    other,
                    "CREATE TRIGGER full BEFORE UPDATE ON total"
                            + " BEGIN SELECT RAISE(FAIL, 'the disk is full'); END");
            HttpResponse answer = health();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(text(answer))
                    .contains("\"catalogue\":\"ok\"")
                    .contains("nothing can be registered: ")
                    .contains("the disk is full");
            execute(other, "DROP TRIGGER full");
            assertThat(health().status()).isEqualTo(200);
        }
    }

    @Test
    void failsWithTheReasonWhileAnotherProgramHoldsTheDatabase() throws Exception {
        try (Connection other = connect()) {
            execute(other, "BEGIN IMMEDIATE");
            HttpResponse answer = health();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(text(answer)).contains("locked");
        }
    }

    @Test
    void failsWhenTheCatalogueIsClosed() {
        catalogue.close();
        assertThat(health().status()).isEqualTo(503);
    }
}
