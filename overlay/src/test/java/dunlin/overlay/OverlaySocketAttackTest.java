package dunlin.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.Ticker;
import dunlin.overlay.core.NeighbourStatus;
import dunlin.overlay.core.Search;
import dunlin.peer.ConnectionBudget;
import dunlin.peer.FrontDoor;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.PeerId;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.overlay.Card;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.Contact;
import dunlin.protocol.overlay.GolombDigest;
import dunlin.protocol.overlay.MemberId;
import dunlin.protocol.overlay.NetworkId;
import dunlin.protocol.overlay.OverlayMessage;
import dunlin.protocol.overlay.OverlayMessage.Answer;
import dunlin.protocol.overlay.OverlayMessage.Ask;
import dunlin.protocol.overlay.OverlayMessage.CardPush;
import dunlin.protocol.overlay.OverlayMessage.CardsAsked;
import dunlin.protocol.overlay.OverlayMessage.CardsGiven;
import dunlin.protocol.overlay.OverlayMessage.Hello;
import dunlin.protocol.overlay.OverlayMessage.Hits;
import dunlin.protocol.overlay.OverlayMessage.Question;
import dunlin.protocol.overlay.OverlayMessage.Refer;
import dunlin.protocol.overlay.OverlayMessage.Shuffle;
import dunlin.protocol.overlay.OverlayMessage.ShuffleReply;
import dunlin.protocol.overlay.QueryWords;
import dunlin.protocol.overlay.QuestionId;
import dunlin.protocol.overlay.SharedEntry;
import dunlin.protocol.overlay.Signatures;
import dunlin.protocol.overlay.SignedHits;
import dunlin.protocol.overlay.WordHashes;
import dunlin.protocol.search.SearchQuery;
import dunlin.protocol.search.ShareWords;
import dunlin.protocol.search.Words;
import dunlin.testkit.Patience;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Strangers on real sockets, at a member that runs; nobody whom it dials is really dialled. */
@Tag("attack")
class OverlaySocketAttackTest {
    private static final NetworkId NETWORK = NetworkId.of("attacked");
    private static final Signatures SIGNATURES = new Signatures(NETWORK);
    private static final WordHashes WORDS = new WordHashes(NETWORK);
    private static final PeerAddress VICTIM = PeerAddress.ipv4(0x08080808, 53);

    private final List<InetSocketAddress> dialled = Collections.synchronizedList(new ArrayList<>());
    private final List<Stranger> strangers = new ArrayList<>();
    private final PeerKeyPair keys = Stranger.someKeys();
    private FrontDoor door;
    private Overlay overlay;

    @BeforeEach
    void begin() throws Exception {
        door =
                FrontDoor.open(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        ConnectionBudget.small());
        overlay =
                Overlay.start(
                        new OverlayConfig(
                                NETWORK,
                                PeerId.random(new Random(1)),
                                keys,
                                "Prospero",
                                false,
                                PeerAddress.of(door.address()),
                                (remote, _, _) -> {
                                    dialled.add(remote);
                                    throw new ConnectException("nobody is dialled here");
                                },
                                Ticker.SYSTEM,
                                InstantSource.system(),
                                new Random(2)));
        door.lead(NETWORK.infoHash(), overlay);
    }

    @AfterEach
    void end() throws IOException {
        for (Stranger stranger : strangers) {
            stranger.close();
        }
        overlay.close();
        door.close();
    }

    private Stranger dials(PeerKeyPair with) throws Exception {
        PeerAddress at = PeerAddress.of(door.address().getAddress(), 1_000 + strangers.size());
        return known(new Stranger(NETWORK, door.address(), with, at));
    }

    private Stranger neighbour(String name) throws Exception {
        return known(Stranger.neighbour(NETWORK, door.address(), name, 1_000 + strangers.size()));
    }

    private Stranger known(Stranger stranger) {
        strangers.add(stranger);
        return stranger;
    }

    private long dropped(Stranger stranger) {
        return overlay.neighbours().stream()
                .map(Overlay.Neighbour::status)
                .filter(it -> it.link().member().equals(stranger.member))
                .mapToLong(NeighbourStatus::dropped)
                .findFirst()
                .orElse(-1);
    }

    private void awaitDropped(Stranger stranger, long least) throws Exception {
        Patience.await(
                () -> dropped(stranger) + " dropped of " + least,
                () -> dropped(stranger),
                () -> dropped(stranger) >= least ? Optional.of(true) : Optional.empty());
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    private static Question question(QuestionId id, int reach, String words) {
        return new Question(id, reach, 32, WORDS.of(SearchQuery.of(List.of(words))));
    }

    private static GolombDigest digest(String... words) {
        Set<Long> hashes = new HashSet<>();
        for (String word : words) {
            Set<String> cut = Words.toFind(word);
            hashes.addAll(WORDS.of(new ShareWords(cut, cut, Set.of())));
        }
        return GolombDigest.of(hashes);
    }

    private List<CardHead> cardsThere(Stranger asker) throws Exception {
        asker.say(new CardsAsked(0, 64));
        return asker.await(CardsGiven.class).heads();
    }

    // Before the proof

    @Test
    void whatIsSaidBeforeTheProofClosesTheConnection() throws Exception {
        Stranger atOnce = dials(Stranger.someKeys());
        atOnce.say(question(new QuestionId(1, 1), 10, "tempest"));
        assertThat(atOnce.isClosed()).isTrue();

        Stranger afterHello = dials(Stranger.someKeys());
        afterHello.hello(afterHello.member, "Caliban", Set.of());
        afterHello.awaitHello();
        afterHello.say(new CardsAsked(0, 64));
        assertThat(afterHello.isClosed()).isTrue();

        Stranger twice = dials(Stranger.someKeys());
        twice.hello(twice.member, "Caliban", Set.of());
        twice.hello(twice.member, "Ariel", Set.of());
        assertThat(twice.isClosed()).isTrue();
        assertThat(overlay.neighbours()).isEmpty();
    }

    @Test
    void aForgedNameIsNeverShown() throws Exception {
        MemberId ariel = MemberId.of(Stranger.someKeys().publicKey(), 7);
        Stranger liar = dials(Stranger.someKeys());
        liar.hello(ariel, "Ariel", Set.of());
        liar.awaitHello();
        liar.prove(liar.keys);
        assertThat(liar.isClosed()).isTrue();
        assertThat(overlay.neighbours()).isEmpty();
    }

    @Test
    void aProofThatWasHeardElsewhereIsNone() throws Exception {
        Stranger honest = dials(Stranger.someKeys());
        honest.hello(honest.member, "Ariel", Set.of());
        honest.awaitHello();
        OverlayMessage proof =
                SIGNATURES.prove(honest.keys, Signatures.Side.DIALLER, honest.meeting());

        Stranger liar = dials(Stranger.someKeys());
        liar.hello(honest.member, "Ariel", Set.of());
        liar.awaitHello();
        liar.say(proof);
        assertThat(liar.isClosed()).isTrue();
    }

    @Test
    void itsOwnProofSentBackIsNone() throws Exception {
        Stranger mirror = dials(Stranger.someKeys());
        mirror.hello(overlay.member(), "Prospero", Set.of());
        mirror.awaitHello();
        OverlayMessage theirs = mirror.await(OverlayMessage.Proof.class);
        mirror.say(theirs);
        assertThat(mirror.isClosed()).isTrue();
    }

    // Cards

    @Test
    void aReplayedCardIsDroppedAndDoesNotReplaceTheNewer() throws Exception {
        Stranger sender = neighbour("Caliban");
        Stranger owner = dials(Stranger.someKeys());
        Card older = owner.card("Ariel", now() - 2_000, digest("old"), VICTIM);
        Card newer = owner.card("Ariel", now() - 1_000, digest("new"), VICTIM);
        sender.say(new CardPush(newer, 0));
        sender.say(new CardPush(older, 0));
        assertThat(cardsThere(sender)).contains(newer.head()).doesNotContain(older.head());
        awaitDropped(sender, 1);
    }

    @Test
    void aCardOfAnotherTimeIsDropped() throws Exception {
        Stranger sender = neighbour("Caliban");
        long hour = 3_600_000;
        sender.say(new CardPush(sender.card("C", now() + hour / 2, digest("x"), VICTIM), 0));
        sender.say(new CardPush(sender.card("C", now() - hour, digest("x"), VICTIM), 0));
        assertThat(cardsThere(sender)).isEmpty();
        awaitDropped(sender, 2);
    }

    @Test
    void aForgedCardIsDroppedAndGoesNoFurther() throws Exception {
        Stranger sender = neighbour("Caliban");
        Stranger other = neighbour("Trinculo");
        Card card = sender.card("Ariel", now(), digest("tempest"), VICTIM);
        CardHead head = card.head();
        CardHead forged = head.at(head.sequence() + 1, head.signature());
        sender.say(new CardPush(new Card(forged, card.digest()), 50));
        sender.say(new CardPush(new Card(head, digest("everything")), 50));
        assertThat(cardsThere(sender)).isEmpty();
        awaitDropped(sender, 2);
        assertThat(other.allUntilPong(CardPush.class))
                .noneMatch(push -> push.card().head().name().equals("Ariel"));
    }

    @Test
    void noDigestMatchesEverything() throws Exception {
        Stranger sender = neighbour("Caliban");
        byte[] push = new CardPush(sender.card("C", now(), digest("x"), VICTIM), 0).toBytes();
        for (int i = push.length - digest("x").bytes().length; i < push.length; i++) {
            push[i] = (byte) 0xff;
        }
        sender.say(push);
        assertThat(sender.isClosed()).isTrue();
    }

    @Test
    void aDigestThatPromisesWhatItsOwnerHasNotIsAskedThreeTimes() throws Exception {
        Stranger liar = neighbour("Caliban");
        liar.say(new CardPush(liar.card("Caliban", now(), digest("tempest"), VICTIM), 0));
        assertThat(cardsThere(liar)).hasSize(1);
        int asked = 0;
        for (int round = 0; round < 5; round++) {
            CountDownLatch over = new CountDownLatch(1);
            Runnable cancel = search("tempest", over, new ArrayList<>());
            while (over.getCount() > 0) {
                OverlayMessage message = liar.next().orElseThrow();
                if (message instanceof Ask ask) {
                    asked++;
                    CardHead own = liar.card("Caliban", now(), digest("tempest"), VICTIM).head();
                    liar.say(new Hits(SIGNATURES.sign(liar.keys, ask.id(), own, List.of())));
                } else if (message instanceof Question && asked > round || asked == 3) {
                    cancel.run();
                    break;
                }
            }
            if (asked == 3 && round == 4) {
                break;
            }
        }
        assertThat(asked).isEqualTo(3);
    }

    private Runnable search(String words, CountDownLatch over, List<SignedHits> found) {
        return overlay.search(
                new Search(WORDS.of(SearchQuery.of(List.of(words))), 32, false),
                new Search.Listener() {
                    @Override
                    public void found(SignedHits hits) {
                        found.add(hits);
                    }

                    @Override
                    public void over() {
                        over.countDown();
                    }
                });
    }

    // Questions

    @Test
    void aQuestionThatComesBackEndsThere() throws Exception {
        Stranger first = neighbour("Caliban");
        Stranger second = neighbour("Trinculo");
        Question question = question(new QuestionId(5, 5), 40, "tempest");
        first.say(question);
        Question passedOn = second.await(Question.class);
        assertThat(passedOn.reach()).isLessThan(40);
        for (int i = 0; i < 10; i++) {
            second.say(passedOn);
        }
        assertThat(second.allUntilPong(Question.class)).isEmpty();
        assertThat(first.allUntilPong(Question.class)).isEmpty();
    }

    @Test
    void tenThousandQuestionsASecondOfOneNeighbourHitNobodyElse() throws Exception {
        Stranger flood = neighbour("Caliban");
        Stranger other = neighbour("Trinculo");
        Thread flooding =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                for (int i = 0; i < 10_000; i++) {
                                    flood.say(question(new QuestionId(9, i), 60_000, "tempest"));
                                }
                            } catch (IOException _) {
                                // it was closed: too much is too much
                            }
                        });
        awaitDroppedOrGone(flood);
        flooding.join();
        int heard = other.allUntilPong(Question.class).size();
        assertThat(heard).isBetween(1, 200);
        other.say(question(new QuestionId(10, 1), 1, "tempest"));
        assertThat(other.allUntilPong(Question.class)).isEmpty();
        assertThat(dropped(other)).isZero();
    }

    private void awaitDroppedOrGone(Stranger flood) throws Exception {
        Patience.await(
                () -> "the flood is bounded",
                () -> dropped(flood),
                () -> {
                    long dropped = dropped(flood);
                    return dropped < 0 || dropped > 500 ? Optional.of(true) : Optional.empty();
                });
    }

    @Test
    void anAnswerThatIsTooLargeClosesTheConnection() throws Exception {
        Stranger sender = neighbour("Caliban");
        sender.say(new byte[60_000]);
        byte[] answer =
                new Answer(
                                new QuestionId(1, 2),
                                List.of(
                                        sender.card("C", now(), digest("x"), VICTIM).head(),
                                        sender.card("C", now(), digest("x"), VICTIM).head()),
                                Optional.empty())
                        .toBytes();
        byte[] huge = java.util.Arrays.copyOf(answer, 5_000);
        sender.say(huge);
        assertThat(sender.isClosed()).isTrue();
    }

    @Test
    void answersThatNobodyAskedForAreDropped() throws Exception {
        Stranger sender = neighbour("Caliban");
        CardHead head = sender.card("C", now(), digest("x"), VICTIM).head();
        sender.say(new Answer(new QuestionId(1, 2), List.of(head), Optional.empty()));
        sender.say(new CardsGiven(Optional.of(head), List.of(head), false));
        sender.say(new ShuffleReply(List.of(new Contact(3, VICTIM))));
        awaitDropped(sender, 3);
        assertThat(dialled).isEmpty();
    }

    @Test
    void ofAFloodOfSignaturesFewAreChecked() throws Exception {
        Stranger sender = neighbour("Caliban");
        CardHead head = sender.card("C", now(), digest("x"), VICTIM).head();
        List<CardHead> forged =
                IntStream.range(0, 64)
                        .mapToObj(i -> head.at(head.sequence() + 1 + i, head.signature()))
                        .toList();
        byte[] given = new CardsGiven(Optional.empty(), forged, false).toBytes();
        long before = System.nanoTime();
        for (int said = 0; said < 60; said++) {
            sender.say(given);
        }
        sender.allUntilPong(CardsGiven.class);
        long seconds = Duration.ofNanos(System.nanoTime() - before).toSeconds();
        // None of them was asked for; all are counted, and of 3,840 signatures few were looked at.
        assertThat(dropped(sender)).isEqualTo(60);
        assertThat(overlay.checksMade()).isLessThan(1_100 + 200 * (seconds + 1));
    }

    // Addresses

    @Test
    void whoNamesVictimsHasEachOfThemDialledOnceAndFewAtATime() throws Exception {
        Stranger sender = neighbour("Caliban");
        for (int round = 0; round < 200; round++) {
            List<Contact> victims = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                int host = 0x08080000 | round % 4 << 8 | i;
                victims.add(new Contact(round * 16L + i, PeerAddress.ipv4(host, 53)));
            }
            sender.say(new Refer(victims));
        }
        sender.allUntilPong(Refer.class);
        assertThat(dialled).hasSizeLessThan(100).doesNotHaveDuplicates();
    }

    @Test
    void whoAnswersWithVictimsHasNoneDialledThatDidNotSignTheAddress() throws Exception {
        Stranger sender = neighbour("Caliban");
        CountDownLatch over = new CountDownLatch(1);
        List<SignedHits> found = new ArrayList<>();
        Runnable cancel = search("tempest", over, found);
        Question question = sender.await(Question.class);
        CardHead real = sender.card("Ariel", now(), digest("tempest"), VICTIM).head();
        List<CardHead> forged =
                LongStream.range(0, 16)
                        .mapToObj(i -> real.at(real.sequence() + 1 + i, real.signature()))
                        .toList();
        sender.say(new Answer(question.id(), forged, Optional.empty()));
        SharedEntry entry =
                new SharedEntry(
                        1, InfoHash.of(new byte[20]), Optional.empty(), "tempest", 1, 1, now());
        SignedHits old = SIGNATURES.sign(sender.keys, new QuestionId(1, 1), real, List.of(entry));
        SignedHits bound = new SignedHits(question.id(), real, old.entries(), old.signature());
        sender.say(new Answer(question.id(), List.of(), Optional.of(bound)));
        awaitDropped(sender, 2);
        cancel.run();
        assertThat(found).isEmpty();
        assertThat(dialled).isEmpty();
    }

    @Test
    void manyKeysOfOneRangeDoNotSurroundAMember() throws Exception {
        Stranger sender = neighbour("Caliban");
        for (int round = 0; round < 100; round++) {
            List<Contact> ofOneRange = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                int host = 0x08080800 | (round * 16 + i) % 250;
                ofOneRange.add(new Contact(round * 16L + i + 1, PeerAddress.ipv4(host, 6881)));
            }
            sender.say(new Shuffle(0, ofOneRange.getFirst(), ofOneRange));
        }
        Set<Contact> told = new HashSet<>();
        for (ShuffleReply reply : sender.allUntilPong(ShuffleReply.class)) {
            told.addAll(reply.contacts());
        }
        assertThat(told.stream().filter(it -> it.address().ipv4() >>> 16 == 0x0808))
                .hasSizeLessThanOrEqualTo(16);
        assertThat(dialled).hasSizeLessThan(100).doesNotHaveDuplicates();
    }

    @Test
    void ownAndPrivateAddressesAreTakenOnlyFromWhoIsThereItself() throws Exception {
        Stranger sender = neighbour("Caliban");
        sender.say(new Refer(List.of(new Contact(5, PeerAddress.ipv4(0x0a000001, 22)))));
        sender.say(new Refer(List.of(new Contact(6, PeerAddress.ipv4(0x08080808, 0)))));
        sender.allUntilPong(Refer.class);
        assertThat(dialled).noneMatch(it -> it.getPort() == 0);
    }

    // Visitors

    @Test
    void aVisitorMayAskAndNothingElse() throws Exception {
        Stranger visitor =
                known(
                        Stranger.proved(
                                NETWORK, door.address(), "visitor", 0, Set.of(Hello.Flag.VISITOR)));
        visitor.say(new CardPush(visitor.card("V", now(), digest("x"), VICTIM), 50));
        visitor.say(new Shuffle(0, new Contact(1, VICTIM), List.of(new Contact(2, VICTIM))));
        visitor.say(new OverlayMessage.Neighbour(true));
        assertThat(cardsThere(visitor)).isEmpty();
        assertThat(overlay.neighbours()).isEmpty();
        assertThat(dialled).isEmpty();
    }

    @Test
    void aMemberThatSwallowsEverythingHidesNobody() throws Exception {
        for (int i = 0; i < 5; i++) {
            neighbour("swallower " + i);
        }
        Stranger honest = neighbour("Ariel");
        CountDownLatch over = new CountDownLatch(1);
        List<SignedHits> found = Collections.synchronizedList(new ArrayList<>());
        Runnable cancel = search("tempest", over, found);
        Question question = honest.await(Question.class);
        SharedEntry entry =
                new SharedEntry(
                        1, InfoHash.of(new byte[20]), Optional.empty(), "tempest", 1, 1, now());
        CardHead own = honest.card("Ariel", now(), digest("tempest"), VICTIM).head();
        SignedHits hits = SIGNATURES.sign(honest.keys, question.id(), own, List.of(entry));
        honest.say(new Answer(question.id(), List.of(), Optional.of(hits)));
        Patience.await(
                () -> "a hit among " + found,
                found::size,
                () -> found.isEmpty() ? Optional.empty() : Optional.of(true));
        cancel.run();
        assertThat(found).containsExactly(hits);
    }

    @Test
    void nonsenseInAQuestionIsNoHit() throws Exception {
        Stranger sender = neighbour("Caliban");
        sender.say(new Ask(new QuestionId(1, 1), new QueryWords("size:>x", List.of())));
        assertThat(sender.await(Hits.class).hits().entries()).isEmpty();
    }
}
