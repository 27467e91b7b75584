package dunlin.protocol.overlay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dunlin.protocol.InfoHash;
import dunlin.protocol.InfoHashV2;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.PeerId;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.overlay.OverlayMessage.Answer;
import dunlin.protocol.overlay.OverlayMessage.Ask;
import dunlin.protocol.overlay.OverlayMessage.BrowseAsked;
import dunlin.protocol.overlay.OverlayMessage.BrowseGiven;
import dunlin.protocol.overlay.OverlayMessage.Bye;
import dunlin.protocol.overlay.OverlayMessage.Cancel;
import dunlin.protocol.overlay.OverlayMessage.CardPush;
import dunlin.protocol.overlay.OverlayMessage.CardRenewal;
import dunlin.protocol.overlay.OverlayMessage.CardWanted;
import dunlin.protocol.overlay.OverlayMessage.CardsAsked;
import dunlin.protocol.overlay.OverlayMessage.CardsGiven;
import dunlin.protocol.overlay.OverlayMessage.ForwardJoin;
import dunlin.protocol.overlay.OverlayMessage.Held;
import dunlin.protocol.overlay.OverlayMessage.Hello;
import dunlin.protocol.overlay.OverlayMessage.Hits;
import dunlin.protocol.overlay.OverlayMessage.Join;
import dunlin.protocol.overlay.OverlayMessage.Neighbour;
import dunlin.protocol.overlay.OverlayMessage.NeighbourAnswer;
import dunlin.protocol.overlay.OverlayMessage.Ping;
import dunlin.protocol.overlay.OverlayMessage.Pong;
import dunlin.protocol.overlay.OverlayMessage.Question;
import dunlin.protocol.overlay.OverlayMessage.Refer;
import dunlin.protocol.overlay.OverlayMessage.Shuffle;
import dunlin.protocol.overlay.OverlayMessage.ShuffleReply;
import dunlin.protocol.overlay.Signatures.Meeting;
import dunlin.protocol.overlay.Signatures.Side;
import dunlin.protocol.search.SearchQuery;
import dunlin.protocol.search.ShareWords;
import dunlin.protocol.search.Words;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One message of each kind, always the same: what the document shows, byte by byte. */
final class Samples {
    static final NetworkId NETWORK = NetworkId.of(NetworkId.COMMON);
    static final Signatures SIGNATURES = new Signatures(NETWORK);
    static final WordHashes WORDS = new WordHashes(NETWORK);

    static final PeerKeyPair TEMPEST = PeerKeyPair.ofSeed(filled(32, 1));
    static final PeerKeyPair DUNE = PeerKeyPair.ofSeed(filled(32, 2));
    static final MemberId TEMPEST_ID = MemberId.of(TEMPEST.publicKey(), 0x01020304);
    static final MemberId DUNE_ID = MemberId.of(DUNE.publicKey(), 0xfffffffe);

    /** 2026-01-31 12:00 UTC. */
    static final long NOW = 1_769_860_800_000L;

    static final ShareWords SHARED =
            new ShareWords(
                    Set.of("ubuntu", "desktop"),
                    Set.of("ubuntu", "desktop", "images"),
                    Set.of("iso"));

    static final Hello DIALLERS_HELLO =
            new Hello(1, octets(16, 0x10), TEMPEST_ID, "Tempest", 6881, Set.of());
    static final Hello DIALLEDS_HELLO =
            new Hello(1, octets(16, 0x20), DUNE_ID, "Dune 砂", 0, Set.of(Hello.Flag.VISITOR));
    static final Meeting MEETING =
            new Meeting(
                    PeerId.of("-DU0100-tempest00001".getBytes(US_ASCII)),
                    PeerId.of("-DU0100-dune00000002".getBytes(US_ASCII)),
                    DIALLERS_HELLO.toBytes(),
                    DIALLEDS_HELLO.toBytes());

    static final Contact FOUR =
            new Contact(0x1112131415161718L, PeerAddress.ipv4(0xc0000201, 6881));
    static final Contact SIX =
            new Contact(0xf1f2f3f4f5f6f7f8L, new PeerAddress(0x20010db800000000L, 7, 51413));

    static final GolombDigest DIGEST = GolombDigest.of(WORDS.of(SHARED));
    static final CardHead HEAD =
            SIGNATURES.sign(
                    TEMPEST,
                    new CardHead(
                            TEMPEST_ID,
                            0,
                            NOW,
                            1_200,
                            PeerAddress.ipv4(0xc633640a, 6881),
                            List.of(new PeerAddress(0x20010db800000000L, 9, 6889)),
                            "Tempest",
                            2,
                            List.of(DUNE_ID.id(), FOUR.id()),
                            Signatures.ofDigest(DIGEST),
                            CardHead.UNSIGNED));
    static final CardHead RENEWED =
            SIGNATURES.sign(TEMPEST, HEAD.at(NOW + 900_000, CardHead.UNSIGNED));

    static final QuestionId QUESTION = new QuestionId(0xa0a1a2a3a4a5a6a7L, 0xb0b1b2b3b4b5b6b7L);
    static final QueryWords QUERY = WORDS.of(SearchQuery.of(List.of("image", "ubun*")));

    static final SharedEntry V1 =
            new SharedEntry(
                    3,
                    InfoHash.of(filled(20, 0x33)),
                    Optional.empty(),
                    "ubuntu desktop.iso",
                    5_000_000_000L,
                    1,
                    NOW - 1_000);
    static final SharedEntry V2 =
            new SharedEntry(
                    4,
                    InfoHash.of(filled(20, 0x44)),
                    Optional.of(InfoHashV2.of(filled(32, 0x44))),
                    "Größe",
                    0,
                    70_000,
                    NOW);
    static final SignedHits HITS = SIGNATURES.sign(TEMPEST, QUESTION, HEAD, List.of(V1, V2));

    private Samples() {}

    /** All of them by name, in the order of the document. */
    static Map<String, OverlayMessage> all() {
        Map<String, OverlayMessage> all = new LinkedHashMap<>();
        all.put("Hello of the dialler", DIALLERS_HELLO);
        all.put("Hello of the dialled", DIALLEDS_HELLO);
        all.put("Proof of the dialler", SIGNATURES.prove(TEMPEST, Side.DIALLER, MEETING));
        all.put("Proof of the dialled", SIGNATURES.prove(DUNE, Side.DIALLED, MEETING));
        all.put("Bye", new Bye(Bye.Reason.LEAVING));
        all.put("Ping", new Ping(0x0102030405060708L));
        all.put("Pong", new Pong(0x0102030405060708L));
        all.put("Join", new Join(FOUR));
        all.put("Refer", new Refer(List.of(FOUR, SIX)));
        all.put("ForwardJoin", new ForwardJoin(SIX, 6));
        all.put("Neighbour", new Neighbour(true));
        all.put("NeighbourAnswer", new NeighbourAnswer(false, List.of(SIX)));
        all.put("Shuffle", new Shuffle(3, FOUR, List.of(SIX)));
        all.put("ShuffleReply", new ShuffleReply(List.of(FOUR)));
        all.put("CardPush", new CardPush(new Card(HEAD, DIGEST), 287));
        all.put(
                "CardRenewal",
                new CardRenewal(
                        HEAD.cardId(),
                        HEAD.sequence(),
                        RENEWED.sequence(),
                        RENEWED.signature(),
                        35));
        all.put("CardWanted", new CardWanted(HEAD.cardId()));
        all.put("Held", new Held(List.of(4L, 0x7000000000000000L)));
        all.put("Question", new Question(QUESTION, 287, 20, QUERY));
        all.put("Answer", new Answer(QUESTION, List.of(HEAD), Optional.empty()));
        all.put("Answer with hits", new Answer(QUESTION, List.of(), Optional.of(HITS)));
        all.put("Cancel", new Cancel(QUESTION));
        all.put("Ask", new Ask(QUESTION, QUERY));
        all.put("Hits", new Hits(HITS));
        all.put("CardsAsked", new CardsAsked(0x8000000000000000L, 64));
        all.put("CardsGiven", new CardsGiven(Optional.of(RENEWED), List.of(HEAD), true));
        all.put("BrowseAsked", new BrowseAsked(7, 100, 50));
        all.put("BrowseGiven", new BrowseGiven(9, 7, 102, 0, List.of(V1, V2), List.of(1, 2)));
        return all;
    }

    static ShareWords words(String name) {
        Set<String> words = Words.toFind(name);
        return new ShareWords(words, words, Set.of());
    }

    static Octets octets(int length, int with) {
        return Octets.of(filled(length, with));
    }

    private static byte[] filled(int length, int with) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) with);
        return bytes;
    }
}
