package dunlin.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.Geometry;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SuspectsTest {
    private static final int SIZE = 3 * Geometry.BLOCK_LENGTH + 100;

    private final Suspects<String> suspects = new Suspects<>();
    private final byte[] good = new byte[SIZE];

    {
        new Random(1).nextBytes(good);
    }

    private static byte[] prints(byte[] piece) {
        return Suspects.fingerprints(ByteBuffer.wrap(piece));
    }

    private byte[] withFalseByteAt(int... places) {
        byte[] piece = good.clone();
        for (int place : places) {
            piece[place] ^= 1;
        }
        return piece;
    }

    private static Map<Integer, String> givers(String... givers) {
        return numbered(List.of(givers));
    }

    private static <P> Map<Integer, P> numbered(List<P> givers) {
        Map<Integer, P> numbered = new LinkedHashMap<>();
        for (P giver : givers) {
            numbered.put(numbered.size(), giver);
        }
        return numbered;
    }

    @Test
    void namesOnlyTheGiverOfTheFalseBlockOnceThePieceIsVerified() {
        byte[] bad = withFalseByteAt(Geometry.BLOCK_LENGTH + 5);
        assertThat(suspects.failed(7, givers("a", "liar", "b", "a"), prints(bad))).isEmpty();
        assertThat(suspects.exclusive(7)).isTrue();
        assertThat(suspects.remembers(7)).isTrue();
        assertThat(suspects.verified(7, prints(good))).containsExactly("liar");
        assertThat(suspects.exclusive(7)).isFalse();
        assertThat(suspects.remembers(7)).isFalse();
        assertThat(suspects.verified(7, prints(good))).isEmpty();
    }

    @Test
    void namesTheGiverOfAFalseLastByte() {
        suspects.failed(0, givers("a", "a", "a", "b"), prints(withFalseByteAt(SIZE - 1)));
        assertThat(suspects.verified(0, prints(good))).containsExactly("b");
    }

    @Test
    void namesAtOnceWhoGaveTheWholePiece() {
        byte[] bad = withFalseByteAt(0);
        assertThat(suspects.failed(7, givers("liar", "liar", "liar", "liar"), prints(bad)))
                .containsExactly("liar");
        assertThat(suspects.exclusive(7)).isTrue();
        assertThat(suspects.remembers(7)).isFalse();
    }

    @Test
    void comparesEveryAttempt() {
        int block = Geometry.BLOCK_LENGTH;
        suspects.failed(1, givers("a", "x", "a", "a"), prints(withFalseByteAt(block)));
        suspects.failed(1, givers("y", "b", "b", "z"), prints(withFalseByteAt(0, 3 * block)));
        assertThat(suspects.verified(1, prints(good))).containsExactlyInAnyOrder("x", "y", "z");
    }

    @Test
    void forgetsTheOldestRatherThanGrow() {
        byte[] bad = prints(withFalseByteAt(0));
        for (int piece = 0; piece < 20_000; piece++) {
            suspects.failed(piece, givers("x", "a", "a", "a"), bad);
        }
        assertThat(suspects.remembers(19_999)).isTrue();
        assertThat(suspects.remembers(20_000 - 4_096)).isTrue();
        assertThat(suspects.remembers(20_000 - 4_097)).isFalse();
        assertThat(suspects.exclusive(0)).isFalse();
        assertThat(suspects.exclusive(19_999)).isTrue();
    }

    @Test
    void remembersTheLastFewAttemptsAtOnePiece() {
        byte[] bad = prints(withFalseByteAt(0));
        for (int i = 0; i < 6; i++) {
            suspects.failed(1, givers("liar" + i, "a", "a", "a"), bad);
        }
        assertThat(suspects.verified(1, prints(good)))
                .containsExactly("liar2", "liar3", "liar4", "liar5");
    }

    @Test
    void refusesAGiverOfABlockThatThereIsNot() {
        assertThatThrownBy(() -> suspects.failed(1, givers("a", "a", "a", "a", "a"), prints(good)))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void accusesNobodyOfPaddingThatNobodyGave() {
        byte[] bad = withFalseByteAt(0);
        assertThat(suspects.failed(1, Map.of(0, "liar", 2, "b"), prints(bad))).isEmpty();
        assertThat(suspects.verified(1, prints(good))).containsExactly("liar");
    }

    @Test
    void readsADirectBufferWithoutMovingIt() {
        ByteBuffer direct = ByteBuffer.allocateDirect(SIZE).put(good).flip();
        assertThat(Suspects.fingerprints(direct)).isEqualTo(prints(good)).hasSize(4 * 32);
        assertThat(direct.remaining()).isEqualTo(SIZE);
    }

    @Test
    void neverAccusesAnHonestPeerAndAlwaysFindsTheLiarAmongThem() {
        Random random = new Random(9);
        for (int round = 0; round < 500; round++) {
            Suspects<Integer> each = new Suspects<>();
            Set<Integer> liars = new HashSet<>();
            for (int attempt = 0; attempt < 1 + random.nextInt(4); attempt++) {
                byte[] piece = good.clone();
                List<Integer> givers = random.ints(4, 0, 6).boxed().toList();
                int lies = 1 + random.nextInt(2);
                Set<Integer> here = new HashSet<>();
                for (int i = 0; i < lies; i++) {
                    int block = random.nextInt(4);
                    int length = Math.min(Geometry.BLOCK_LENGTH, SIZE - block * 16_384);
                    piece[block * 16_384 + random.nextInt(length)] += (byte) 7;
                    here.add(givers.get(block));
                }
                Set<Integer> atOnce = each.failed(0, numbered(givers), prints(piece));
                if (atOnce.isEmpty()) {
                    liars.addAll(here);
                }
            }
            assertThat(each.verified(0, prints(good))).isEqualTo(liars);
        }
    }
}
