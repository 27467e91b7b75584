package dunlin.protocol.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.overlay.OverlayMessage.Hello;
import dunlin.protocol.overlay.OverlayMessage.Proof;
import dunlin.protocol.overlay.Signatures.Meeting;
import dunlin.protocol.overlay.Signatures.Side;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SignaturesTest {
    private static final Signatures SIGNATURES = Samples.SIGNATURES;
    private static final Meeting MEETING = Samples.MEETING;

    @Test
    void aProofIsGoodForItsOwnSideOnly() {
        Proof proof = SIGNATURES.prove(Samples.TEMPEST, Side.DIALLER, MEETING);
        assertThat(SIGNATURES.proves(proof, Side.DIALLER, MEETING)).isTrue();
        assertThat(SIGNATURES.proves(proof, Side.DIALLED, MEETING)).isFalse();
    }

    @Test
    void aProofOfAnotherKeyIsNone() {
        Proof proof = SIGNATURES.prove(Samples.DUNE, Side.DIALLER, MEETING);
        assertThat(SIGNATURES.proves(proof, Side.DIALLER, MEETING)).isFalse();
    }

    @Test
    void aProofIsGoodForNoOtherName() {
        Proof proof = SIGNATURES.prove(Samples.TEMPEST, Side.DIALLER, MEETING);
        Hello renamed =
                new Hello(
                        1,
                        Samples.DIALLERS_HELLO.nonce(),
                        Samples.TEMPEST_ID,
                        "Somebody",
                        6881,
                        Set.of());
        Meeting other =
                new Meeting(
                        MEETING.dialler(),
                        MEETING.dialled(),
                        renamed.toBytes(),
                        MEETING.dialledsHello());
        assertThat(SIGNATURES.proves(proof, Side.DIALLER, other)).isFalse();
    }

    @Test
    void aProofIsGoodForNoOtherConnection() {
        Proof proof = SIGNATURES.prove(Samples.TEMPEST, Side.DIALLER, MEETING);
        Hello later = new Hello(1, Samples.octets(16, 0x99), Samples.DUNE_ID, "Dune", 0, Set.of());
        Meeting otherNonce =
                new Meeting(
                        MEETING.dialler(),
                        MEETING.dialled(),
                        MEETING.diallersHello(),
                        later.toBytes());
        Meeting otherPeer =
                new Meeting(
                        MEETING.dialler(),
                        MEETING.dialler(),
                        MEETING.diallersHello(),
                        MEETING.dialledsHello());
        assertThat(SIGNATURES.proves(proof, Side.DIALLER, otherNonce)).isFalse();
        assertThat(SIGNATURES.proves(proof, Side.DIALLER, otherPeer)).isFalse();
    }

    @Test
    void nothingIsGoodInAnotherNetwork() {
        Signatures other = new Signatures(NetworkId.of("other"));
        Proof proof = SIGNATURES.prove(Samples.TEMPEST, Side.DIALLER, MEETING);
        assertThat(other.proves(proof, Side.DIALLER, MEETING)).isFalse();
        assertThat(other.proves(Samples.HEAD)).isFalse();
        assertThat(other.proves(Samples.HITS)).isFalse();
    }

    @Test
    void aProofForWhatIsNoHelloIsNone() {
        Proof proof = SIGNATURES.prove(Samples.TEMPEST, Side.DIALLER, MEETING);
        Meeting broken =
                new Meeting(
                        MEETING.dialler(),
                        MEETING.dialled(),
                        new byte[] {1},
                        MEETING.dialledsHello());
        assertThat(SIGNATURES.proves(proof, Side.DIALLER, broken)).isFalse();
    }

    @Test
    void aCardIsGoodForItsOwnDigestOnly() {
        Card card = new Card(Samples.HEAD, Samples.DIGEST);
        assertThat(SIGNATURES.proves(card)).isTrue();
        assertThat(SIGNATURES.proves(new Card(Samples.HEAD, GolombDigest.EMPTY))).isFalse();
    }

    @Test
    void nothingOfAHeadCanBeChanged() {
        CardHead head = Samples.HEAD;
        assertThat(SIGNATURES.proves(head)).isTrue();
        assertThat(SIGNATURES.proves(head.at(head.sequence() + 1, head.signature()))).isFalse();
        CardHead moved =
                new CardHead(
                        head.member(),
                        head.part(),
                        head.sequence(),
                        head.life(),
                        PeerAddress.ipv4(1, 1),
                        head.relays(),
                        head.name(),
                        head.shares(),
                        head.neighbours(),
                        head.digest(),
                        head.signature());
        assertThat(SIGNATURES.proves(moved)).isFalse();
    }

    @Test
    void aRenewalGivesTheHeadThatItsOwnerSigned() {
        CardHead renewed = Samples.HEAD.at(Samples.RENEWED.sequence(), Samples.RENEWED.signature());
        assertThat(SIGNATURES.proves(renewed)).isTrue();
    }

    @Test
    void hitsAreGoodForTheirQuestionOnly() {
        SignedHits hits = Samples.HITS;
        assertThat(SIGNATURES.proves(hits)).isTrue();
        SignedHits replayed =
                new SignedHits(
                        new QuestionId(1, 2), hits.sharer(), hits.entries(), hits.signature());
        assertThat(SIGNATURES.proves(replayed)).isFalse();
    }

    @Test
    void noHitCanBePutBeside() {
        SignedHits hits = Samples.HITS;
        SignedHits more =
                new SignedHits(
                        hits.question(),
                        hits.sharer(),
                        List.of(Samples.V1, Samples.V2, Samples.V1),
                        hits.signature());
        assertThat(SIGNATURES.proves(more)).isFalse();
    }

    @Test
    void aSharerCannotSignForAnother() {
        SignedHits hits =
                SIGNATURES.sign(Samples.DUNE, Samples.QUESTION, Samples.HEAD, List.of(Samples.V1));
        assertThat(SIGNATURES.proves(hits)).isFalse();
    }

    @Test
    void asManyHitsAreSignedAsFitIntoAnAnswer() {
        SharedEntry wide =
                new SharedEntry(1, Samples.V2.id(), Samples.V2.v2(), "x".repeat(255), 1, 1, 1);
        SignedHits hits =
                SIGNATURES.sign(
                        Samples.TEMPEST,
                        Samples.QUESTION,
                        Samples.HEAD,
                        Collections.nCopies(50, wide));
        assertThat(hits.entries()).hasSizeBetween(8, 12);
        assertThat(SIGNATURES.proves(hits)).isTrue();
        FieldWriter out = new FieldWriter();
        CardCodec.write(hits, out);
        assertThat(out.length()).isLessThanOrEqualTo(Signatures.MAX_HITS);
        assertThat(
                        SIGNATURES
                                .sign(
                                        Samples.TEMPEST,
                                        Samples.QUESTION,
                                        Samples.HEAD,
                                        Collections.nCopies(50, Samples.V1))
                                .entries())
                .hasSize(32);
    }
}
