package dunlin.overlay.core;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.overlay.core.Out.Drop;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.overlay.Card;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.Digest;
import dunlin.protocol.overlay.OverlayMessage.CardPush;
import dunlin.protocol.overlay.OverlayMessage.CardRenewal;
import dunlin.protocol.overlay.OverlayMessage.CardWanted;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CardSpreadTest {
    private final Recorder me = new Recorder(false);

    @BeforeEach
    void hasNeighbours() {
        me.neighbours(1, 8);
        me.sent.clear();
    }

    @Test
    void aNewCardIsKeptAndGoesOnAsFarAsItMay() {
        me.hear(1, new CardPush(me.card(50, "heron"), 35));
        assertThat(me.node.cardsHeld()).isEqualTo(1);
        assertThat(me.linksWith(CardPush.class))
                .containsExactlyInAnyOrder(2L, 3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(me.sent(2, CardPush.class).getFirst().reach()).isEqualTo(4);
    }

    @Test
    void aCardThatIsKnownGoesNoFurther() {
        CardPush push = new CardPush(me.card(50, "heron"), 35);
        me.hear(1, push);
        me.sent.clear();
        me.hear(2, push);
        assertThat(me.sent).isEmpty();
    }

    @Test
    void aForgedCardGoesNowhere() {
        Card real = me.card(50, "heron");
        CardHead moved = real.head().at(real.head().sequence() + 60_000, real.head().signature());
        me.hear(1, new CardPush(new Card(moved, real.digest()), 35));
        nothingIsKept(Drop.FORGED_CARD);
    }

    @Test
    void anOldCardThatIsPlayedAgainGoesNowhere() {
        Card old = me.card(50, "heron");
        me.pass(31 * 60_000);
        hasNeighbours();
        me.hear(1, new CardPush(old, 35));
        nothingIsKept(Drop.OLD_CARD);
    }

    @Test
    void aCardOfALocalAddressCountsFromNobodyFarAway() {
        Digest digest = new TestShares.TestDigest(Set.of(1L));
        me.hear(1, new CardPush(me.card(50, PeerAddress.ipv4(0x7f000001, 80), digest), 35));
        nothingIsKept(Drop.FOREIGN_ADDRESS);
    }

    @Test
    void aDigestThatMatchesEverythingGoesNowhere() {
        Digest all =
                new Digest() {
                    @Override
                    public boolean mayHave(long hash) {
                        return true;
                    }

                    @Override
                    public byte[] bytes() {
                        return new byte[0];
                    }
                };
        me.hear(1, new CardPush(me.card(50, Recorder.address(50), all), 35));
        nothingIsKept(Drop.WORTHLESS_DIGEST);
    }

    @Test
    void anOwnerMayNotSendCardsAllTheTime() {
        me.hear(1, new CardPush(me.card(50, "heron"), 35));
        me.sent.clear();
        for (int i = 0; i < 20; i++) {
            me.now += 1_000;
            me.hear(1, new CardPush(me.card(50, "heron" + i), 35));
        }
        assertThat(me.linksWith(CardPush.class)).isEmpty();
        assertThat(me.drops()).contains(Drop.CARDS_TOO_OFTEN);
    }

    @Test
    void aRenewalGoesTheWayTheCardWent() {
        Card card = me.card(50, "heron");
        me.hear(1, new CardPush(card, 3));
        Set<Long> went = Set.copyOf(me.linksWith(CardPush.class));
        me.sent.clear();
        me.pass(14 * 60_000);
        me.sent.clear();
        me.hear(1, renewal(card, 3));
        assertThat(Set.copyOf(me.linksWith(CardRenewal.class))).isEqualTo(went).hasSize(3);
        assertThat(me.linksWith(CardPush.class)).isEmpty();
        me.pass(10 * 60_000);
        assertThat(me.node.cardsHeld()).isEqualTo(1);
    }

    @Test
    void whoHasNotWhatIsRenewedAsksForIt() {
        me.hear(1, renewal(me.card(50, "heron"), 3));
        assertThat(me.sent(1, CardWanted.class)).hasSize(1);
    }

    @Test
    void theOwnCardGoesOutSoonAfterAChangeAndNotTwiceAMinute() {
        me.pass(10_000);
        assertThat(me.linksWith(CardPush.class)).hasSize(8);
        me.sent.clear();
        for (int i = 0; i < 10; i++) {
            me.shares.add("w" + i);
            me.node.shares(List.of(me.shares.digest()), me.shares.count(), me.now);
            me.pass(1_000);
        }
        assertThat(me.linksWith(CardPush.class)).isEmpty();
        me.pass(60_000);
        assertThat(me.linksWith(CardPush.class)).hasSize(8);
        assertThat(me.sent(1, CardPush.class).getFirst().card().head().shares()).isEqualTo(10);
    }

    @Test
    void anUnchangedCardIsRenewedBeforeItDies() {
        me.pass(10_000);
        me.sent.clear();
        me.pass(15 * 60_000);
        assertThat(me.linksWith(CardRenewal.class)).hasSize(8);
        assertThat(me.linksWith(CardPush.class)).isEmpty();
    }

    private CardRenewal renewal(Card card, int reach) {
        CardHead head = card.head();
        long sequence = Math.max(me.now, head.sequence() + 1);
        CardHead signed = me.proofs.sign(head.at(sequence, CardHead.UNSIGNED));
        return new CardRenewal(head.cardId(), head.sequence(), sequence, signed.signature(), reach);
    }

    private void nothingIsKept(Drop why) {
        assertThat(me.node.cardsHeld()).isZero();
        assertThat(me.linksWith(CardPush.class).stream().filter(link -> link < 0)).isEmpty();
        assertThat(me.drops()).contains(why);
    }
}
