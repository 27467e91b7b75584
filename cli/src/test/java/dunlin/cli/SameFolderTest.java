package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several fetches of one share: none breaks another, and nothing of others is taken over. */
class SameFolderTest {
    @TempDir Path folder;
    private Path photos;
    private Path target;
    private Dunlin.Running share;
    private String magnet;

    @BeforeEach
    void share() throws Exception {
        photos = Files.createDirectories(folder.resolve("photos"));
        target = folder.resolve("fetched");
        Random random = new Random(1);
        for (String name : List.of("a", "b")) {
            byte[] bytes = new byte[600_000];
            random.nextBytes(bytes);
            Files.write(photos.resolve(name), bytes);
        }
        share = peer("ada").start("share", photos, "--up", "600K", "--json");
        magnet = share.await("shared").get("magnet").asString();
    }

    @AfterEach
    void stop() {
        share.close();
    }

    private Dunlin peer(String name) {
        return Dunlin.peer(folder, name);
    }

    private Dunlin.Running begin(String name, Path to) throws InterruptedException {
        Dunlin.Running get = peer(name).start("get", magnet, "-o", to, "--json");
        while (get.await("progress").get("done").asLong() == 0) {}
        return get;
    }

    private void assertSame(Path fetched) {
        assertThat(fetched.resolve("photos/a")).hasSameBinaryContentAs(photos.resolve("a"));
        assertThat(fetched.resolve("photos/b")).hasSameBinaryContentAs(photos.resolve("b"));
    }

    @Test
    void aSecondFetchOfOneHomeIntoTheSameFolderGivesWay() throws Exception {
        try (Dunlin.Running first = begin("bea", target)) {
            Dunlin.Run second = peer("bea").run("get", magnet, "-o", target);
            assertThat(second.code()).as(second.err()).isEqualTo(6);
            assertThat(second.err()).contains("another dunlin with this home is fetching");
            first.await("done");
        }
        assertSame(target);
    }

    @Test
    void oneHomeMayFetchIntoTwoFoldersAtOnce() throws Exception {
        Path other = folder.resolve("other");
        try (Dunlin.Running first = begin("bea", target);
                Dunlin.Running second = begin("bea", other)) {
            first.await("done");
            second.await("done");
        }
        assertSame(target);
        assertSame(other);
        Dunlin.Run again = peer("bea").run("get", magnet, "-o", target);
        assertThat(again.out()).contains("already there, whole and verified");
    }

    @Test
    void anotherHomeDoesNotTakeOverWhatIsBeingFetched() throws Exception {
        try (Dunlin.Running first = begin("bea", target)) {
            Dunlin.Run second = peer("cleo").run("get", magnet, "-o", target);
            assertThat(second.code()).as(second.err()).isEqualTo(1);
            assertThat(second.err())
                    .contains(".part is there and of no fetch that this home knows");
            first.await("done");
        }
        assertSame(target);
    }

    @Test
    void anUnfinishedFileOfAnotherProgramIsTakenOverOnlyIfForced() throws Exception {
        Path part = target.resolve("photos/b.part");
        Files.createDirectories(part.getParent());
        Files.writeString(part, "of a browser");
        Dunlin.Run refused = peer("bea").run("get", magnet, "-o", target);
        assertThat(refused.code()).as(refused.err()).isEqualTo(1);
        assertThat(refused.err()).contains("photos/b.part is there and of no fetch", "--force");
        assertThat(part).hasContent("of a browser");
        Dunlin.Run forced = peer("bea").run("get", magnet, "-o", target, "--force");
        assertThat(forced.code()).as(forced.err()).isZero();
        assertSame(target);
    }
}
