package dunlin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dunlin.node.api.FetchOrder;
import dunlin.node.api.Located;
import dunlin.node.api.NodeEvent;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.api.Reach;
import dunlin.node.api.ShareOrder;
import dunlin.node.api.ShareState;
import dunlin.node.api.ShareStatus;
import dunlin.node.api.Wanted;
import dunlin.node.api.Ways;
import dunlin.node.engine.NodeConfig;
import dunlin.protocol.Bitfield;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import dunlin.swarm.SwarmStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

        ShareStatus fetched = fetchAll(swarm.node(), share, "one");

        assertThat(LocalSwarm.same(path(fetched), swarm.content("pictures"))).isTrue();
        assertThat(fetched.wasComplete()).isFalse();
        assertThat(fetched.took()).isPositive();
    }

    @Test
    void piecesThatThreePeersHoldApartComeFromEachOfThem() throws Exception {
        Metainfo share = swarm.folder("parts", 3_000_000, PIECE);
        for (int third = 0; third < 3; third++) {
            int remainder = third;
            swarm.holder(share, pieces(share, piece -> piece % 3 == remainder));
        }

        ShareStatus fetched = fetchAll(swarm.node(), share, "all");

        List<SwarmStatus.Source> sources = fetched.exchange().orElseThrow().sources();
        assertThat(sources).hasSize(3);
        assertThat(sources).allMatch(source -> source.pieces() >= pieces(share) / 3);
        assertThat(sources.stream().mapToLong(SwarmStatus.Source::bytes).sum())
                .isEqualTo(share.info().geometry().size());
    }

    @Test
    void aMagnetLinkIsEnoughAndIsAnnouncedOnceForAllOfItsLife() throws Exception {
        Metainfo share = swarm.folder("by magnet", 1_000_000, PIECE);
        swarm.seeder(share);
        Node node = swarm.node();
        List<NodeEvent> events = new CopyOnWriteArrayList<>();
        node.follow(events::add);
        Wanted link = new Wanted.Linked(share.magnet(), swarm.trackers());

        int number = node.fetch(link, order("magnet")).number();
        ShareStatus fetched = awaitServing(node, number);

        assertThat(fetched.metainfo().orElseThrow().info().bytes()).isEqualTo(share.info().bytes());
        assertThat(LocalSwarm.same(path(fetched), swarm.content("by magnet"))).isTrue();
        assertThat(states(events))
                .as("nothing is there that could be checked")
                .containsExactly(ShareState.Fetching.class, ShareState.Serving.class);
        assertThat(swarm.announcesOf(node.self().address().getPort()))
                .as("one announcer from the link on: it came, completed, and has not left")
                .doesNotContain("STOPPED");
    }

    @Test
    void aFileThatIsChangedBeforeTheRestHasComeIsNotCalledVerified() throws Exception {
        Metainfo share = swarm.folder("changed", 1_000_000, PIECE);
        int pieces = share.info().geometry().pieces();
        Bitfield begin = Bitfield.none(pieces);
        for (int piece = 0; piece < pieces - 1; piece++) {
            begin.set(piece);
        }
        Bitfield end = Bitfield.none(pieces);
        end.set(pieces - 1);
        swarm.holder(share, begin);
        InetSocketAddress later = freeAddress();
        Node node = swarm.node(later);
        int number = begin(node, share, "changed");
        await().atMost(SOON).until(() -> completePieces(node, number) == pieces - 1);
        Path finished = swarm.downloads("changed").resolve("changed").resolve("a file.bin");
        FileTime time = Files.getLastModifiedTime(finished);
        Files.write(finished, new byte[] {1, 2, 3}, StandardOpenOption.WRITE);
        Files.setLastModifiedTime(finished, time);

        swarm.nodeOn(later).servePart(share, swarm.content("changed"), end);
        await().atMost(SOON).until(() -> state(node, number) instanceof ShareState.Failed);
        assertThat(((ShareState.Failed) state(node, number)).why().getMessage())
                .contains("a file.bin");
    }

    @Test
    void whoSharesDialsThePeersThatAPersonNames() throws Exception {
        Metainfo share = swarm.folder("named", 100_000, PIECE);
        Node fetcher = swarm.node();
        Wanted alone = new Wanted.Described(share, Tiers.NONE);
        int number = fetcher.fetch(alone, order("fetched")).number();

        swarm.node(fetcher.self().address()).serve(share, swarm.content("named"), Note.NONE);

        await().atMost(SOON).until(() -> state(fetcher, number) instanceof ShareState.Serving);
    }

    @Test
    void aHomeThatCannotBeMadeIsRefusedByTheDisk() {
        NodeConfig config =
                new NodeConfig(
                        Path.of("/proc/nowhere/state"), // where nobody can make a folder
                        "homeless",
                        Optional.of(InetAddress.getLoopbackAddress()),
                        0,
                        false,
                        0,
                        0,
                        List.of(),
                        List.of(),
                        Reach.NAMED_ONLY,
                        Ways.USUAL);
        try (Node node = new Node(config)) {
            assertThatThrownBy(node::self)
                    .isInstanceOfSatisfying(
                            NodeRefusal.class,
                            refusal -> assertThat(refusal.why()).isInstanceOf(Why.Disk.class));
        }
    }

    @Test
    void whatIsThereIsNotFetchedAgain() throws Exception {
        Metainfo share = swarm.folder("kept", 1_000_000, PIECE);
        Node seeder = swarm.seeder(share);
        try (Node first = swarm.nodeAt("home")) {
            fetchAll(first, share, "kept");
        }
        seeder.close();

        ShareStatus again = fetchAll(swarm.nodeAt("home"), share, "kept");

        assertThat(again.wasComplete()).isTrue();
        assertThat(again.took()).isZero();
    }

    @Test
    void whatSomeoneElseLeftThereIsVerifiedAndKept() throws Exception {
        Metainfo share = swarm.folder("found", 1_000_000, PIECE);
        Node node = swarm.node();
        FetchOrder there =
                new FetchOrder(folder.resolve("content"), Optional.empty(), Duration.ZERO);

        int number = node.fetch(new Wanted.Described(share, Tiers.NONE), there).number();

        assertThat(awaitServing(node, number).wasComplete()).isTrue();
    }

    @Test
    void aFetchThatWasClosedGoesOnWhereItStopped() throws Exception {
        Metainfo share = swarm.folder("resumed", 3_000_000, PIECE);
        int half = pieces(share) / 2;
        Node holder = swarm.holder(share, pieces(share, piece -> piece < half));
        try (Node first = swarm.nodeAt("home")) {
            int number = begin(first, share, "resumed");
            await().until(() -> completePieces(first, number) >= half);
        }
        holder.close();
        swarm.seeder(share);

        ShareStatus again = fetchAll(swarm.nodeAt("home"), share, "resumed");

        assertThat(again.exchange().orElseThrow().downloaded())
                .isLessThan(share.info().geometry().size() * 2 / 3);
        assertThat(LocalSwarm.same(path(again), swarm.content("resumed"))).isTrue();
    }

    @Test
    void aPausedFetchExchangesNothingAndGoesOnWhereItStoppedWhenResumed() throws Exception {
        Metainfo share = swarm.folder("paused", 3_000_000, PIECE);
        int half = pieces(share) / 2;
        swarm.holder(share, pieces(share, piece -> piece < half));
        Node node = swarm.node();
        int number = begin(node, share, "paused");
        await().until(() -> completePieces(node, number) >= half);

        node.pause(number);
        assertThat(node.share(number).orElseThrow().state()).isEqualTo(new ShareState.Paused());
        assertThatThrownBy(() -> node.pause(number)).isInstanceOf(NodeRefusal.class);
        assertThat(openFilesBelow(swarm.downloads("paused"))).isEmpty();
        InetSocketAddress seeder = swarm.seeder(share).self().address();
        assertThat(node.share(number).orElseThrow().state()).isEqualTo(new ShareState.Paused());

        node.resume(number);
        assertThatThrownBy(() -> node.resume(number)).isInstanceOf(NodeRefusal.class);
        ShareStatus fetched = awaitServing(node, number);

        assertThat(LocalSwarm.same(path(fetched), swarm.content("paused"))).isTrue();
        assertThat(fetched.exchange().orElseThrow().sources())
                .as("since it was resumed")
                .allMatch(source -> source.address().equals(seeder));
    }

    @Test
    void aFolderIsSharedAndNeedNotBeHashedAgain() throws Exception {
        swarm.folder("mine", 1_000_000, PIECE);
        ShareOrder order =
                new ShareOrder(swarm.content("mine"), OptionalInt.of(PIECE), false, Note.NONE);
        List<NodeEvent> events = new CopyOnWriteArrayList<>();
        Metainfo made;
        try (Node node = swarm.nodeAt("home")) {
            made = awaitServing(node, node.share(order).number()).metainfo().orElseThrow();
            assertThat(node.share(9)).as("an unknown number is no share").isEmpty();
            assertThat(
                            refusal(() -> {
                                node.remove(9);
                                return 9;
                            }))
                    .isEqualTo(new Why.NoSuchShare(9));
        }
        Node again = swarm.nodeAt("home");
        again.follow(events::add);

        ShareStatus remembered = awaitServing(again, again.share(order).number());

        assertThat(remembered.metainfo().orElseThrow().info().id()).isEqualTo(made.info().id());
        assertThat(remembered.wasComplete()).isTrue();
    }

    @Test
    void aShareCanBeOpenedAgainOnceItIsRemovedButNotTwice() throws Exception {
        Metainfo share = swarm.folder("again", 100_000, PIECE);
        Path content = swarm.content("again");
        Node node = swarm.node();
        ShareOrder order = new ShareOrder(content, OptionalInt.of(PIECE), false, Note.NONE);
        int first = node.share(order).number();
        awaitServing(node, first);

        assertThat(refusal(() -> begin(node, share, "twice")))
                .isEqualTo(new Why.OpenAlready("again", first));
        int second = node.share(order).number();
        await().until(() -> !state(node, second).isUnderWay());
        assertThat(state(node, second))
                .isInstanceOfSatisfying(
                        ShareState.Failed.class,
                        failed ->
                                assertThat(failed.why().why())
                                        .isEqualTo(new Why.OpenAlready("again", first)));

        node.remove(first);
        node.remove(second);
        assertThat(node.shares()).isEmpty();
        assertThat(awaitServing(node, node.share(order).number()).wasComplete()).isTrue();
    }

    @Test
    void aFetchThatNobodyCanGiveFailsWithWhatItLacks() throws Exception {
        Metainfo share = swarm.folder("lonely", 100_000, PIECE);
        Node node = swarm.node();
        FetchOrder impatient =
                new FetchOrder(swarm.downloads("lonely"), Optional.empty(), Duration.ofSeconds(1));

        int number = node.fetch(new Wanted.Described(share, Tiers.NONE), impatient).number();
        await().until(() -> !state(node, number).isUnderWay());

        assertThat(state(node, number))
                .isInstanceOfSatisfying(
                        ShareState.Failed.class,
                        failed ->
                                assertThat(failed.why().why())
                                        .isEqualTo(
                                                new Why.NothingCame(
                                                        "lonely",
                                                        new NodeRefusal.Lack.NobodyKnown())));
    }

    @Test
    void aPeerIsAskedWhichPiecesItHas() throws Exception {
        Metainfo share = swarm.folder("located", 1_000_000, PIECE);
        Bitfield some = pieces(share, piece -> piece == 1 || piece == 2 || piece == 7);
        InetSocketAddress holder = swarm.holder(share, some).self().address();
        InetSocketAddress nobody = new InetSocketAddress("127.0.0.1", 1);

        List<Located> located = locate(swarm.node(nobody, holder), share);

        assertThat(located).hasSize(1);
        assertThat(located.getFirst().address()).isEqualTo(holder);
        assertThat(located.getFirst().have()).isEqualTo(some);
        assertThat(located.getFirst().client()).startsWith("Dunlin");
    }

    @Test
    void aPeerThatHasNothingYetIsLocatedToo() throws Exception {
        Metainfo share = swarm.folder("begun", 1_000_000, PIECE);
        Node beginner = swarm.node();
        int number = begin(beginner, share, "begun");
        await().until(() -> state(beginner, number) instanceof ShareState.Fetching);

        List<Located> located = locate(swarm.node(beginner.self().address()), share);

        assertThat(located).hasSize(1);
        assertThat(located.getFirst().have().count()).isZero();
    }

    @Test
    void aPeerIsReachedByItsAddressWithoutAnyTracker() throws Exception {
        Metainfo share = swarm.folder("direct", 1_000_000, PIECE);
        Node node = swarm.node(swarm.seeder(share).self().address());

        int number = node.fetch(new Wanted.Described(share, Tiers.NONE), order("direct")).number();

        awaitServing(node, number);
    }

    @Test
    void noFileIsLeftOpenWhenANodeIsClosed() throws Exception {
        Metainfo share = swarm.folder("closed", 1_000_000, PIECE);
        swarm.seeder(share);
        try (Node node = swarm.nodeAt("leaver")) {
            fetchAll(node, share, "closed");
            assertThat(openFilesBelow(folder.resolve("leaver"))).isNotEmpty();
        }

        assertThat(openFilesBelow(folder.resolve("leaver"))).isEmpty();
        assertThat(openFilesBelow(swarm.downloads("closed"))).isEmpty();
    }

    @Test
    void aNodeThatIsClosedRefusesWhatItIsAsked() throws Exception {
        Node node = swarm.node();
        node.close();

        assertThat(refusal(node::self)).isEqualTo(new Why.Closing());
        assertThatThrownBy(() -> begin(node, swarm.folder("late", 1_000, PIECE), "late"))
                .isInstanceOf(NodeRefusal.class);
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

    /** Where nobody listens yet. */
    private static InetSocketAddress freeAddress() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return (InetSocketAddress) free.getLocalSocketAddress();
        }
    }

    private FetchOrder order(String where) throws IOException {
        return new FetchOrder(swarm.downloads(where), Optional.empty(), Duration.ZERO);
    }

    private int begin(Node node, Metainfo share, String where) throws Exception {
        return node.fetch(new Wanted.Described(share, swarm.trackers()), order(where)).number();
    }

    private ShareStatus fetchAll(Node node, Metainfo share, String where) throws Exception {
        return awaitServing(node, begin(node, share, where));
    }

    private static ShareStatus awaitServing(Node node, int number) throws Exception {
        await().atMost(SOON).until(() -> state(node, number) instanceof ShareState.Serving);
        return node.share(number).orElseThrow();
    }

    private static ShareState state(Node node, int number) throws NodeRefusal {
        return node.share(number).orElseThrow().state();
    }

    private static int completePieces(Node node, int number) throws NodeRefusal {
        return node.share(number)
                .flatMap(ShareStatus::exchange)
                .map(SwarmStatus::completePieces)
                .orElse(0);
    }

    private static Path path(ShareStatus share) {
        return share.path().orElseThrow();
    }

    private List<Located> locate(Node node, Metainfo share) throws Exception {
        return node.locate(new Wanted.Described(share, Tiers.NONE), Duration.ofSeconds(5)).peers();
    }

    private static List<Class<?>> states(List<NodeEvent> events) {
        return events.stream()
                .filter(NodeEvent.StateChanged.class::isInstance)
                .<Class<?>>map(event -> ((NodeEvent.StateChanged) event).state().getClass())
                .toList();
    }

    private interface Question {
        Object ask() throws Exception;
    }

    /** Why a question is refused; null if it is answered. */
    private static @Nullable Why refusal(Question question) throws Exception {
        try {
            question.ask();
            return null;
        } catch (NodeRefusal e) {
            return e.why();
        }
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
