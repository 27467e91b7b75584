package dunlin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dunlin.net.HostPort;
import dunlin.node.api.Browsed;
import dunlin.node.api.FetchOrder;
import dunlin.node.api.Found;
import dunlin.node.api.Member;
import dunlin.node.api.NetworkMap;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.api.Reach;
import dunlin.node.api.SearchOrder;
import dunlin.node.api.ShareOrder;
import dunlin.node.api.ShareState;
import dunlin.node.api.ShareStatus;
import dunlin.node.api.Visibility;
import dunlin.node.api.Wanted;
import dunlin.node.api.Ways;
import dunlin.node.engine.NodeConfig;
import dunlin.protocol.catalogue.Note;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes on loopback addresses that know of each other by one member alone, and of no index. */
class WithoutIndexTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path folder;
    private final Deque<Node> open = new ArrayDeque<>();

    @AfterEach
    void close() {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    @Test
    void whatOneSharesAnotherFindsBrowsesAndFetchesByNameOrNumber() throws Exception {
        Node prospero = node("Prospero");
        share(prospero, "The Tempest.txt", Visibility.PUBLIC);
        share(prospero, "Macbeth.txt", Visibility.PUBLIC);
        Node visitor = node("Miranda", prospero);

        List<Found> found = awaitFound(visitor, "tempests");
        assertThat(found)
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.foundIn()).containsExactly(Found.Where.OVERLAY);
                    assertThat(it.hit().share().listing().sharedBy()).isEqualTo("Prospero");
                    assertThat(it.hit().peers().getFirst().address())
                            .isEqualTo(prospero.self().address());
                });

        Browsed browsed = visitor.browse("prospero", PATIENCE);
        assertThat(browsed.entries())
                .extracting(Browsed.Entry::number, Browsed.Entry::name)
                .containsExactly(tuple(1, "The Tempest.txt"), tuple(2, "Macbeth.txt"));
        String address = HostPort.format(browsed.member().address());
        assertThat(visitor.browse(address, PATIENCE).entries()).isEqualTo(browsed.entries());

        fetch(visitor, visitor.entry("Prospero", 2, PATIENCE));
        fetch(visitor, visitor.find("the-tempest"));
        assertThat(folder.resolve("fetched/The Tempest.txt")).hasContent("The Tempest.txt");
        assertThat(visitor.addressOf("Prospero", Set.of())).isEqualTo(prospero.self().address());
        assertThat(visitor.locate(visitor.find("Macbeth.txt"), PATIENCE).peers()).isNotEmpty();
    }

    @Test
    void aNumberStaysWithItsShareThoughOthersGo() throws Exception {
        Node prospero = node("Prospero");
        ShareStatus first = share(prospero, "first.txt", Visibility.PUBLIC);
        share(prospero, "second.txt", Visibility.PUBLIC);
        Node visitor = node("Miranda", prospero);
        assertThat(awaitEntries(visitor, 2))
                .extracting(Browsed.Entry::number)
                .containsExactly(1, 2);
        prospero.remove(first.number());
        share(prospero, "third.txt", Visibility.PUBLIC);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(visitor.browse("Prospero", PATIENCE).entries())
                                .extracting(Browsed.Entry::number)
                                .containsExactly(2, 3));
        assertThatThrownBy(() -> visitor.entry("Prospero", 1, PATIENCE))
                .isInstanceOfSatisfying(
                        NodeRefusal.class,
                        e -> assertThat(e.why()).isEqualTo(new Why.NoEntry("Prospero", 1)));
    }

    @Test
    void whatIsForMembersOnlyAVisitorDoesNotSeeAndNobodySeesWhatIsUnlistedOrPrivate()
            throws Exception {
        Node prospero = node("Prospero");
        share(prospero, "open letter.txt", Visibility.PUBLIC);
        share(prospero, "members letter.txt", Visibility.MEMBERS);
        share(prospero, "unlisted letter.txt", Visibility.UNLISTED);
        Path secret = file("private letter.txt");
        ShareStatus hidden =
                prospero.share(new ShareOrder(secret, OptionalInt.empty(), true, Note.NONE));
        awaitServed(prospero, hidden.number());
        Node visitor = node("Miranda", prospero);
        Node member = node("Ariel", prospero);
        member.join();

        assertThat(awaitEntries(visitor, 1))
                .extracting(Browsed.Entry::name)
                .containsExactly("open letter.txt");
        assertThat(awaitEntries(member, 2))
                .extracting(Browsed.Entry::name)
                .containsExactly("open letter.txt", "members letter.txt");
        assertThat(awaitFound(member, "members letter")).hasSize(1);
        assertThat(awaitFound(visitor, "letter"))
                .extracting(it -> it.hit().share().listing().name())
                .containsExactly("open letter.txt");
    }

    @Test
    void twoOfOneNameAreToldApartAndTheMapShowsHowAllAreLinked() throws Exception {
        Node one = node("Tempest");
        one.join();
        Node other = node("Tempest", one);
        other.join();
        share(one, "letter.txt", Visibility.PUBLIC);
        Files.writeString(file("other/letter.txt"), "another one");
        awaitServed(
                other,
                other.share(order(folder.resolve("content/other/letter.txt"), Visibility.PUBLIC))
                        .number());
        Node visitor = node("Miranda", one);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(visitor.peers(PATIENCE)).hasSize(2));
        List<Member> members = visitor.peers(PATIENCE);
        assertThat(members).allMatch(it -> it.shownName().matches("Tempest~[a-z2-7]{4}"));
        assertThatThrownBy(() -> visitor.browse("Tempest", PATIENCE))
                .isInstanceOfSatisfying(
                        NodeRefusal.class,
                        e -> assertThat(e.why()).isInstanceOf(Why.AmbiguousMember.class));
        assertThat(visitor.browse(members.get(1).shownName(), PATIENCE).member().id())
                .isEqualTo(members.get(1).id());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(awaitFound(visitor, "letter")).hasSize(2));
        assertThatThrownBy(() -> visitor.find("letter.txt"))
                .isInstanceOfSatisfying(
                        NodeRefusal.class,
                        e -> assertThat(e.why()).isInstanceOf(Why.Ambiguous.class));

        NetworkMap map = one.map(PATIENCE);
        assertThat(map.nodes()).hasSize(2).anyMatch(Member::isSelf);
        assertThat(map.links()).hasSize(1);
        assertThat(map.all()).isTrue();
    }

    @Test
    void whereNobodyIsThatIsSaidAndSoon() throws Exception {
        Node alone = node("Caliban");
        for (ThrowingCallable asked :
                List.<ThrowingCallable>of(
                        () -> alone.peers(Duration.ofHours(1)),
                        () -> alone.map(Duration.ofHours(1)),
                        () -> alone.browse("Prospero", Duration.ofHours(1)))) {
            assertThatThrownBy(asked)
                    .isInstanceOfSatisfying(
                            NodeRefusal.class,
                            e -> assertThat(e.why()).isEqualTo(new Why.NobodyInNetwork("test")));
        }
    }

    @Test
    void whoKnowsNoMemberFindsAShareByAWordInTheDht() throws Exception {
        Node entrance = dhtNode("Entrance", "network one");
        entrance.join();
        Node prospero = dhtNode("Prospero", "network one", entrance);
        share(prospero, "The Tempest.txt", Visibility.PUBLIC);
        Node elsewhere = dhtNode("Miranda", "network two", entrance);
        List<Found> found = awaitFound(elsewhere, "tempest");
        assertThat(found)
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.foundIn()).containsExactly(Found.Where.DHT);
                    assertThat(it.hit().share().listing().sharedBy()).isEqualTo("Prospero");
                });
        fetch(elsewhere, elsewhere.find("The Tempest.txt"));
    }

    private Node dhtNode(String name, String network, Node... entrances) throws Exception {
        Optional<List<HostPort>> bootstrap = Optional.of(addresses(entrances));
        return node(
                name, new Reach(true, bootstrap, false, false, Optional.of(network), List.of()));
    }

    private Node node(String name, Node... known) throws Exception {
        List<HostPort> join = addresses(known);
        return node(
                name, new Reach(false, Optional.empty(), false, false, Optional.of("test"), join));
    }

    private static List<HostPort> addresses(Node... nodes) throws NodeRefusal {
        List<HostPort> addresses = new ArrayList<>();
        for (Node each : nodes) {
            addresses.add(new HostPort("127.0.0.1", each.self().address().getPort()));
        }
        return addresses;
    }

    private Node node(String name, Reach reach) {
        Node node =
                new Node(
                        new NodeConfig(
                                folder.resolve("home-" + open.size()),
                                name,
                                Optional.of(InetAddress.getLoopbackAddress()),
                                0,
                                false,
                                0,
                                0,
                                List.of(),
                                List.of(),
                                reach,
                                Ways.USUAL));
        open.push(node);
        return node;
    }

    private Path file(String name) throws IOException {
        Path file = folder.resolve("content").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, file.getFileName().toString());
    }

    private static ShareOrder order(Path path, Visibility visibility) {
        return new ShareOrder(
                path, OptionalInt.empty(), false, false, false, Set.of(), visibility, Note.NONE);
    }

    private ShareStatus share(Node node, String name, Visibility visibility) throws Exception {
        ShareStatus made = node.share(order(file(name), visibility));
        awaitServed(node, made.number());
        return made;
    }

    private static void awaitServed(Node node, int number) {
        await().atMost(PATIENCE)
                .until(() ->
                        node.share(number).orElseThrow().state() instanceof ShareState.Serving);
    }

    private void fetch(Node node, Wanted wanted) throws Exception {
        FetchOrder order = new FetchOrder(folder.resolve("fetched"), Optional.empty(), PATIENCE);
        awaitServed(node, node.fetch(wanted, order).number());
    }

    private static List<Found> awaitFound(Node node, String words) {
        return await().atMost(PATIENCE)
                .until(
                        () -> node.search(new SearchOrder(words, 0, 20, PATIENCE, false)),
                        found -> !found.isEmpty());
    }

    private static List<Browsed.Entry> awaitEntries(Node node, int count) {
        return await().atMost(PATIENCE)
                .until(
                        () -> node.browse("Prospero", PATIENCE).entries(),
                        entries -> entries.size() >= count);
    }
}
