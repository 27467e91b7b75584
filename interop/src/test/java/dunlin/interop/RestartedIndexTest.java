package dunlin.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.interop.Dunlin.Shared;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** An index that was killed and started again, while its peers are told to announce much later. */
class RestartedIndexTest extends LabTest {
    private Path file;
    private Dunlin home;
    private String address;
    private Shared shared;

    @BeforeEach
    void shareAndKillTheIndex() throws Exception {
        file = Fixtures.randomFile(lab.folder("content").resolve("data.bin"), Fixtures.MIB);
        home = dunlin();
        address = "127.0.0.1:" + Host.freePort();
        Program index = tracker();
        shared = home.share(file, "--tracker", url(), "--name", "anna");
        // Where it is, is noted a moment after it came.
        index.await("a note of the sharer", () -> Optional.of(true).filter(_ -> isNoted()));
        index.kill();
    }

    private String url() {
        return "http://" + address;
    }

    private Program tracker() {
        Program tracker = home.start("tracker", "--listen", address, "--open", "--interval", "1h");
        tracker.awaitLine("its address", said -> Json.isEvent(said, "listening"));
        return tracker;
    }

    private boolean isNoted() {
        Path catalogue = home.home().resolve("state/catalogue.db");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + catalogue);
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM seen")) {
            return row.getInt(1) == 1;
        } catch (SQLException _) {
            return false; // there soon
        }
    }

    private JsonNode found() {
        Program search = dunlin().start("search", "data", "--tracker", url());
        assertThat(search.exitCode()).as("exit code of" + search).isZero();
        return Json.parse(String.join("\n", search.output())).get(0);
    }

    @Test
    void itsPeersAreFoundAtOnceThoughNoneHasAnnouncedYet() {
        tracker();
        Program locate = dunlin().start("locate", "data.bin", "--tracker", url());
        assertThat(locate.exitCode()).as("exit code of" + locate).isZero();
        assertThat(String.join("\n", locate.output())).contains(shared.address());

        JsonNode found = found();
        assertThat(found.get("seeders").asInt()).isEqualTo(1);
        assertThat(found.get("peers").get(0).get("name").asString()).isEqualTo("anna");
        assertThat(found.get("peers").get(0).get("beforeRestart").asBoolean()).isTrue();

        assertThat(dunlin().fetch("data.bin", lab.folder("fetched"), "--tracker", url()).path())
                .hasSameBinaryContentAs(file);
    }

    @Test
    void whoIsGoneMeanwhileIsNotWaitedForLongerThanOthersThatDoNotAnswer() throws Exception {
        shared.program().kill();
        tracker();
        Program get =
                dunlin().get(
                                "data.bin",
                                lab.folder("fetched"),
                                "--tracker",
                                url(),
                                "--timeout",
                                "3s");
        assertThat(get.exitCode()).as("exit code of" + get).isEqualTo(4);
    }
}
