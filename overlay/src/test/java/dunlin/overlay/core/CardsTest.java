package dunlin.overlay.core;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.overlay.Card;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.MemberId;
import dunlin.protocol.overlay.Octets;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CardsTest {
    private static final long NOW = MemoryOverlay.EPOCH;
    private final Cards cards = new Cards(Settings.DEFAULT, new Random(1));

    @Test
    void ofEachOwnerTheCardThatCameLastLiesHere() {
        cards.put(card(1, NOW));
        cards.put(card(1, NOW + 5));
        assertThat(cards.size()).isEqualTo(1);
        assertThat(cards.get(card(1, NOW).head().cardId()).orElseThrow().head().sequence())
                .isEqualTo(NOW + 5);
    }

    @Test
    void whatIsDeadIsFoundNoMoreAndThenDropped() {
        cards.put(card(1, NOW));
        long later = NOW + Settings.DEFAULT.cardLife().toMillis();
        assertThat(cards.matching(TestShares.query("w1"), 9, _ -> true, NOW)).hasSize(1);
        assertThat(cards.matching(TestShares.query("w1"), 9, _ -> true, later)).isEmpty();
        cards.tick(later);
        assertThat(cards.size()).isZero();
    }

    @Test
    void atMostEightOfOneRangeOfAddressesLieHere() {
        for (int i = 0; i < 100; i++) {
            cards.put(card(i, NOW, 0x14_14_14_00 + i));
        }
        assertThat(cards.size()).isEqualTo(8);
    }

    @Test
    void whereThereAreTooManyTheSameStayInWhateverOrderTheyCome() {
        Cards backwards = new Cards(Settings.DEFAULT, new Random(1));
        for (int i = 0; i < 2_000; i++) {
            cards.put(card(i, NOW));
            backwards.put(card(1_999 - i, NOW));
        }
        assertThat(cards.size()).isEqualTo(Settings.DEFAULT.cards());
        assertThat(cards.idsSince(0)).isEqualTo(backwards.idsSince(0)).isSorted();
    }

    @Test
    void allAreGivenInPagesInUnsignedOrder() {
        for (int i = 0; i < 100; i++) {
            cards.put(card(i, NOW));
        }
        List<CardHead> first = cards.after(0, 64);
        List<CardHead> second = cards.after(first.getLast().cardId(), 64);
        assertThat(first).hasSize(64);
        assertThat(second).hasSize(36);
        assertThat(first.getFirst().cardId()).isPositive();
        assertThat(second.getLast().cardId()).isNegative();
    }

    private static Card card(int owner, long sequence) {
        return card(owner, sequence, new Random(owner).nextInt(1 << 24) + (20 << 24));
    }

    private static Card card(int owner, long sequence, int address) {
        byte[] key = ByteBuffer.allocate(PeerKey.LENGTH).putInt(owner).array();
        CardHead head =
                new CardHead(
                        MemberId.of(PeerKey.of(key), 1),
                        0,
                        sequence,
                        (int) Settings.DEFAULT.cardLife().toSeconds(),
                        PeerAddress.ipv4(address, 6881),
                        List.of(),
                        "Tempest",
                        1,
                        List.of(),
                        Octets.zeros(32),
                        CardHead.UNSIGNED);
        return new Card(head, new TestShares.TestDigest(Set.of(TestShares.hash("w" + owner))));
    }
}
