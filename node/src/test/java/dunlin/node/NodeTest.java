package dunlin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.Bitfield;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import dunlin.storage.StorageException;
import dunlin.swarm.SwarmListener;
import dunlin.swarm.SwarmStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NodeTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int PIECE = 32 * 1024;

    @TempDir Path folder;
    private LocalSwarm swarm;

    @BeforeEach
    void open() throws Exception {
        swarm = LocalSwarm.in(folder);
    }

    @AfterEach
    void close() throws Exception {
        swarm.close();
    }

    @Test
    void aFolderGoesFromOnePeerToAnother() throws Exception {
        Metainfo share = swarm.folder("pictures", 3_000_000, PIECE);
        swarm.seeder(share);

        Share fetched = fetch(swarm.node(), share, "one");

        assertThat(fetched.awaitDone(SOON)).isTrue();
        assertThat(LocalSwarm.same(fetched.path(), swarm.content("pictures"))).isTrue();
    }

    @Test
    void piecesThatThreePeersHoldApartComeFromEachOfThem() throws Exception {
        Metainfo share = swarm.folder("parts", 3_000_000, PIECE);
        for (int third = 0; third < 3; third++) {
            int remainder = third;
            swarm.holder(share, pieces(share, piece -> piece % 3 == remainder));
        }

        Share fetched = fetch(swarm.node(), share, "all");

        assertThat(fetched.awaitDone(SOON)).isTrue();
        List<SwarmStatus.Source> sources = fetched.status().sources();
        assertThat(sources).hasSize(3);
        assertThat(sources).allMatch(source -> source.pieces() >= pieces(share) / 3);
        assertThat(sources.stream().mapToLong(SwarmStatus.Source::bytes).sum())
                .isEqualTo(share.info().geometry().size());
    }

    @Test
    void aMagnetLinkIsEnough() throws Exception {
        Metainfo share = swarm.folder("by magnet", 1_000_000, PIECE);
        swarm.seeder(share);
        Node node = swarm.node();

        Optional<Metainfo> resolved =
                node.resolve(share.magnet(), swarm.trackers(), SOON, SwarmListener.NONE);

        assertThat(resolved).isPresent();
        assertThat(resolved.get().info().bytes()).isEqualTo(share.info().bytes());
        assertThat(fetch(node, resolved.get(), "magnet").awaitDone(SOON)).isTrue();
    }

    @Test
    void whatIsThereIsNotFetchedAgain() throws Exception {
        Metainfo share = swarm.folder("kept", 1_000_000, PIECE);
        Node seeder = swarm.seeder(share);
        try (Node first = swarm.nodeAt("home")) {
            assertThat(fetch(first, share, "kept").awaitDone(SOON)).isTrue();
        }
        seeder.close();

        Share again = fetch(swarm.nodeAt("home"), share, "kept");

        assertThat(again.wasComplete()).isTrue();
        assertThat(again.awaitDone(SOON)).isTrue();
    }

    @Test
    void whatSomeoneElseLeftThereIsVerifiedAndKept() throws Exception {
        Metainfo share = swarm.folder("found", 1_000_000, PIECE);
        Path parent = folder.resolve("content");

        Share found = swarm.node().fetch(share, parent, Tiers.NONE, SwarmListener.NONE);

        assertThat(found.wasComplete()).isTrue();
    }

    @Test
    void aFetchThatWasClosedGoesOnWhereItStopped() throws Exception {
        Metainfo share = swarm.folder("resumed", 3_000_000, PIECE);
        int half = pieces(share) / 2;
        Node holder = swarm.holder(share, pieces(share, piece -> piece < half));
        try (Node first = swarm.nodeAt("home")) {
            Share fetched = fetch(first, share, "resumed");
            while (fetched.status().piecesHad() < half) {
                assertThat(fetched.awaitDone(Duration.ofMillis(20))).isFalse();
            }
        }
        holder.close();
        swarm.seeder(share);

        Share again = fetch(swarm.nodeAt("home"), share, "resumed");

        assertThat(again.awaitDone(SOON)).isTrue();
        assertThat(again.status().downloaded()).isLessThan(share.info().geometry().size() * 2 / 3);
        assertThat(LocalSwarm.same(again.path(), swarm.content("resumed"))).isTrue();
    }

    @Test
    void aShareCanBeOpenedAgainOnceItIsClosedButNotTwice() throws Exception {
        Metainfo share = swarm.folder("again", 100_000, PIECE);
        Path content = swarm.content("again");
        Node node = swarm.node();
        Share first = node.serve(share, content, Tiers.NONE, SwarmListener.NONE);

        assertThatThrownBy(() -> fetch(node, share, "twice"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("already");
        assertThat(node.remembered(content)).as("the library still has the first").isPresent();

        first.close();
        assertThat(node.serve(share, content, Tiers.NONE, SwarmListener.NONE).wasComplete())
                .isTrue();
    }

    @Test
    void aPeerIsAskedWhichPiecesItHas() throws Exception {
        Metainfo share = swarm.folder("located", 1_000_000, PIECE);
        Bitfield some = pieces(share, piece -> piece == 1 || piece == 2 || piece == 7);
        InetSocketAddress holder = swarm.holder(share, some).address();
        InetSocketAddress nobody = new InetSocketAddress("127.0.0.1", 1);

        List<Located> located =
                swarm.node().locate(share, List.of(nobody, holder), Duration.ofSeconds(5));

        assertThat(located).hasSize(1);
        assertThat(located.getFirst().address()).isEqualTo(holder);
        assertThat(located.getFirst().have()).isEqualTo(some);
        assertThat(located.getFirst().client()).startsWith("Dunlin");
    }

    @Test
    void aPeerThatHasNothingYetIsLocatedToo() throws Exception {
        Metainfo share = swarm.folder("begun", 1_000_000, PIECE);
        Node beginner = swarm.node();
        fetch(beginner, share, "begun");

        List<Located> located =
                swarm.node().locate(share, List.of(beginner.address()), Duration.ofSeconds(5));

        assertThat(located).hasSize(1);
        assertThat(located.getFirst().have().count()).isZero();
    }

    @Test
    void aPeerIsReachedByItsAddressWithoutAnyTracker() throws Exception {
        Metainfo share = swarm.folder("direct", 1_000_000, PIECE);
        Node node = swarm.node(swarm.seeder(share).address());

        Share fetched =
                node.fetch(share, swarm.downloads("direct"), Tiers.NONE, SwarmListener.NONE);

        assertThat(fetched.awaitDone(SOON)).isTrue();
    }

    @Test
    void noFileIsLeftOpenWhenANodeIsClosed() throws Exception {
        Metainfo share = swarm.folder("closed", 1_000_000, PIECE);
        swarm.seeder(share);
        try (Node node = swarm.nodeAt("leaver")) {
            assertThat(fetch(node, share, "closed").awaitDone(SOON)).isTrue();
            assertThat(openFilesBelow(folder.resolve("leaver"))).isNotEmpty();
        }

        assertThat(openFilesBelow(folder.resolve("leaver"))).isEmpty();
        assertThat(openFilesBelow(swarm.downloads("closed"))).isEmpty();
    }

    private static int pieces(Metainfo share) {
        return share.info().geometry().pieces();
    }

    private static Bitfield pieces(Metainfo share, IntPredicate which) {
        Bitfield pieces = Bitfield.none(pieces(share));
        for (int piece = 0; piece < pieces.size(); piece++) {
            if (which.test(piece)) {
                pieces.set(piece);
            }
        }
        return pieces;
    }

    private Share fetch(Node node, Metainfo share, String where) throws Exception {
        return node.fetch(share, swarm.downloads(where), swarm.trackers(), SwarmListener.NONE);
    }

    private static List<String> openFilesBelow(Path folder) throws IOException {
        try (var handles = Files.list(Path.of("/proc/self/fd"))) {
            return handles.map(NodeTest::target).filter(t -> t.startsWith(folder + "/")).toList();
        }
    }

    private static String target(Path handle) {
        try {
            return Files.readSymbolicLink(handle).toString();
        } catch (IOException e) {
            return ""; // closed since it was listed
        }
    }
}
