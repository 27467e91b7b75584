package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** An index, a peer that shares and one that fetches: the commands end to end, over loopback. */
class SharingTest {
    @TempDir Path folder;
    private Path photos;
    private Dunlin.Running tracker;
    private String index;

    @BeforeEach
    void startAnIndex() throws Exception {
        photos = Files.createDirectories(folder.resolve("photos"));
        byte[] bytes = new byte[1_000_000];
        new Random(1).nextBytes(bytes);
        Files.write(photos.resolve("a b.jpg"), bytes);
        Files.createDirectories(photos.resolve("dir"));
        Files.write(photos.resolve("dir").resolve("ü.jpg"), new byte[50_000]);
        Files.createFile(photos.resolve("empty"));
        tracker = peer("index").start("tracker", "--listen", "127.0.0.1:0", "--json");
        index = tracker.await("listening").get("http").asString();
    }

    @AfterEach
    void stopTheIndex() throws Exception {
        assertThat(tracker.stop().code()).isZero();
    }

    private Dunlin peer(String name) {
        return Dunlin.peer(folder, name);
    }

    private void assertSameAsOriginal(Path fetched) throws IOException {
        for (String file : new String[] {"a b.jpg", "dir/ü.jpg", "empty"}) {
            assertThat(fetched.resolve(file)).hasSameBinaryContentAs(photos.resolve(file));
        }
    }

    @Test
    void nothingIsSharedIfOneOfThePathsIsWrong() {
        Dunlin.Run share =
                peer("ada").run("share", photos, folder.resolve("nosuch"), "--tracker", index);

        assertThat(share.code()).isEqualTo(3);
        assertThat(share.err()).contains("no such file or folder", "nosuch").hasLineCount(1);
        Dunlin.Run list = peer("bob").run("list", "--tracker", index, "--json");
        assertThat(list.json()).isEmpty();
    }

    @Test
    void whatCannotBeSharedKeepsTheOthersFromNothing() throws Exception {
        Path nothing = Files.createDirectories(folder.resolve("nothing"));
        try (Dunlin.Running share =
                peer("ada").start("share", nothing, photos, "--tracker", index, "--json")) {
            assertThat(share.await("failed").get("name").asString()).isEqualTo(nothing.toString());
            share.await("shared");
            share.awaitMessage("serving");
            assertThat(share.stop().code()).as("one was not shared").isNotZero();
        }
        assertThat(peer("ada").run("share", nothing, "--tracker", index).code()).isNotZero();
    }

    @Test
    void whatOneSharesAnotherListsLocatesAndGets() throws Exception {
        try (Dunlin.Running share =
                peer("ada").start("share", photos, "--tracker", index, "--json")) {
            JsonNode shared = share.await("shared");
            String id = shared.get("id").asString();
            assertThat(shared.propertyNames())
                    .containsExactly(
                            "event",
                            "id",
                            "name",
                            "size",
                            "pieces",
                            "pieceLength",
                            "magnet",
                            "address",
                            "tracker",
                            "key",
                            "leftOut");
            assertThat(shared.get("tracker").asString()).isEqualTo(index);

            JsonNode listed = peer("bea").run("list", "--tracker", index, "--json").json().get(0);
            assertThat(listed.propertyNames())
                    .containsExactlyInAnyOrder(
                            "id",
                            "name",
                            "size",
                            "files",
                            "seeders",
                            "leechers",
                            "sharedBy",
                            "sharedAt",
                            "magnet",
                            "description",
                            "tags",
                            "owner",
                            "gone");
            assertThat(listed.get("id").asString()).isEqualTo(id);
            assertThat(listed.get("sharedBy").asString()).isEqualTo("ada");
            assertThat(listed.get("owner")).isEqualTo(shared.get("key"));

            JsonNode located =
                    peer("bea").run("locate", "photos", "--tracker", index, "--json").json();
            JsonNode holder = located.get("peers").get(0);
            assertThat(holder.get("name").asString()).isEqualTo("ada");
            assertThat(holder.get("address")).isEqualTo(shared.get("address"));
            assertThat(holder.get("complete").asBoolean()).isTrue();
            assertThat(holder.get("have").toString())
                    .isEqualTo("[[0," + (shared.get("pieces").asInt() - 1) + "]]");

            Path target = folder.resolve("fetched");
            Dunlin.Run get =
                    peer("bea")
                            .run(
                                    "get",
                                    id.substring(0, 8),
                                    "--tracker",
                                    index,
                                    "-o",
                                    target,
                                    "--json");
            assertThat(get.code()).as(get.err()).isZero();
            JsonNode done = get.jsonLines().getLast();
            assertThat(done.propertyNames())
                    .containsExactly(
                            "event",
                            "id",
                            "path",
                            "size",
                            "seconds",
                            "verified",
                            "alreadyThere",
                            "sources",
                            "renamed",
                            "leftOut");
            assertThat(done.get("path").asString()).isEqualTo(target.resolve("photos").toString());
            assertThat(done.get("sources").get(0).get("bytes").asLong()).isEqualTo(1_050_000);
            assertSameAsOriginal(target.resolve("photos"));

            Dunlin.Run again = peer("bea").run("get", "photos", "--tracker", index, "-o", target);
            assertThat(again.code()).isZero();
            assertThat(again.out()).startsWith("already there, whole and verified: ");
        }
    }

    @Test
    void aMagnetLinkWorksWithoutAnyIndex() throws Exception {
        try (Dunlin.Running share = peer("ada").start("share", photos, "--json")) {
            String magnet = share.await("shared").get("magnet").asString();
            Path target = folder.resolve("fetched");
            Dunlin.Run get = peer("bea").run("get", magnet, "-o", target);
            assertThat(get.code()).as(get.err()).isZero();
            assertThat(get.out()).contains(" verified, fetched in ", "from 127.0.0.1:");
            assertSameAsOriginal(target.resolve("photos"));
        }
    }

    @Test
    void anInfoHashAndAPeerAreEnough() throws Exception {
        try (Dunlin.Running share = peer("ada").start("share", photos, "--json")) {
            JsonNode shared = share.await("shared");
            String id = shared.get("id").asString();
            String from = shared.get("address").asString();
            Path target = folder.resolve("fetched");
            Dunlin.Run get = peer("bea").run("get", id, "--peer", from, "-o", target);
            assertThat(get.code()).as(get.err()).isZero();
            assertSameAsOriginal(target.resolve("photos"));
            share.awaitMessage(" left, with ");
        }
    }

    @Test
    void theIndexHearsOfAShareBeforeAnyoneIsAnnouncedForIt() throws Exception {
        try (Dunlin.Running share =
                peer("ada").start("share", photos, "--tracker", index, "--json")) {
            share.await("shared");
            tracker.awaitMessage("came for photos");
        }
    }

    @Test
    void whatIsNamedTwiceIsSharedAndFetchedOnce() throws Exception {
        Path twin = Files.createDirectories(folder.resolve("copies")).resolve("ü.jpg");
        Files.copy(photos.resolve("dir").resolve("ü.jpg"), twin);
        Path target = folder.resolve("fetched");
        try (Dunlin.Running share =
                peer("ada").start("share", "--each", photos, twin, "--tracker", index, "--json")) {
            share.await("shared");
            share.await("shared");
            share.awaitMessage("empty is empty");
            share.awaitMessage("is the same as one before it");
            Dunlin.Run get =
                    peer("bea").run("get", "ü.jpg", "ü.jpg", "--tracker", index, "-o", target);
            assertThat(get.code()).as(get.err()).isZero();
            assertThat(target.resolve("ü.jpg")).hasSameBinaryContentAs(twin);
        }
    }

    @Test
    void anIndexThatIsDownStopsNobodyFromSharing() throws Exception {
        String down = "http://127.0.0.1:1";
        try (Dunlin.Running share =
                peer("ada").start("share", photos, "--tracker", down, "--json")) {
            share.awaitMessage("the index " + down + " cannot be reached");
            JsonNode shared = share.await("shared");
            assertThat(shared.get("tracker").isNull()).isTrue();
            String from = shared.get("address").asString();
            Path torrent = folder.resolve("photos.torrent");
            assertThat(peer("ada").run("create", photos, "-o", torrent).code()).isZero();
            Path target = folder.resolve("fetched");
            Dunlin.Run get = peer("bea").run("get", torrent, "--from", from, "-o", target);
            assertThat(get.code()).as(get.err()).isZero();
            assertSameAsOriginal(target.resolve("photos"));
        }
    }

    @Test
    void whatNobodyHasIsNotWaitedForLongerThanAsked() throws Exception {
        Path torrent = folder.resolve("photos.torrent");
        assertThat(peer("ada").run("create", photos, "-o", torrent).code()).isZero();
        Dunlin.Run get =
                peer("bea")
                        .run(
                                "get",
                                torrent,
                                "--timeout",
                                "1s",
                                "-o",
                                folder.resolve("t"),
                                "--json");
        assertThat(get.code()).isEqualTo(4);
        assertThat(get.jsonLines().getLast().get("code").asInt()).isEqualTo(4);
        assertThat(get.err()).contains("no peer of it is known");
    }

    @Test
    void anInterruptedFetchIsContinued() throws Exception {
        try (Dunlin.Running share =
                peer("ada").start("share", photos, "--tracker", index, "--up", "200K", "--json")) {
            share.await("shared");
            Path target = folder.resolve("fetched");
            Dunlin.Running get =
                    peer("bea").start("get", "photos", "--tracker", index, "-o", target, "--json");
            get.await("progress");
            Dunlin.Run interrupted = get.stop();
            assertThat(interrupted.code()).isEqualTo(7);
            assertThat(interrupted.jsonLines().getLast().get("code").asInt()).isEqualTo(7);
            Dunlin.Run rest =
                    peer("bea").run("get", "photos", "--tracker", index, "-o", target, "--json");
            assertThat(rest.code()).as(rest.err()).isZero();
            assertSameAsOriginal(target.resolve("photos"));
        }
    }

    @Test
    void eachFileCanBeAShareOfItsOwn() throws Exception {
        try (Dunlin.Running share =
                peer("ada").start("share", "--each", photos, "--tracker", index, "--json")) {
            assertThat(share.await("shared").get("name").asString()).isEqualTo("a b.jpg");
            assertThat(share.await("shared").get("name").asString()).isEqualTo("ü.jpg");
        }
    }
}
