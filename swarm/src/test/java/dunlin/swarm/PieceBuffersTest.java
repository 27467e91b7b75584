package dunlin.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PieceBuffersTest {
    private static final int KIB = 1024;

    private final PieceBuffers buffers = new PieceBuffers(100 * KIB);

    /** Begins as many as it may. @return how many are under way then */
    private static int fill(PieceBuffers.Part part, int underWay) {
        return part.begin(underWay, 1_000);
    }

    @Test
    void givesOneSwarmAllThatFits() {
        assertThat(fill(buffers.join(30 * KIB), 0)).isEqualTo(3);
    }

    @Test
    void givesEachSwarmAnEvenPart() {
        List<PieceBuffers.Part> parts = List.of(buffers.join(10 * KIB), buffers.join(10 * KIB));
        assertThat(parts).allMatch(part -> fill(part, 0) == 5);
    }

    @Test
    void takesNothingFromThoseUnderWay() {
        PieceBuffers.Part first = buffers.join(10 * KIB);
        assertThat(fill(first, 0)).isEqualTo(10);
        PieceBuffers.Part second = buffers.join(10 * KIB);
        assertThat(fill(second, 0)).as("all is in use").isZero();
        assertThat(fill(first, 7)).as("begins no more while another waits").isEqualTo(7);
        assertThat(fill(second, 0)).isEqualTo(3);
        first.keep(4);
        assertThat(fill(first, 4)).isEqualTo(5);
        assertThat(fill(second, 3)).isEqualTo(5);
    }

    @Test
    void letsLargePiecesTakeTurns() {
        PieceBuffers.Part a = buffers.join(60 * KIB);
        PieceBuffers.Part b = buffers.join(60 * KIB);
        PieceBuffers.Part c = buffers.join(60 * KIB);
        assertThat(fill(a, 0)).isEqualTo(1);
        assertThat(fill(b, 0)).isZero();
        assertThat(fill(c, 0)).isZero();
        assertThat(fill(a, 1)).as("goes on with what it has").isEqualTo(1);
        assertThat(fill(a, 0)).as("is done, and waits behind the others").isZero();
        assertThat(fill(c, 0)).as("not before who waits longer").isZero();
        assertThat(fill(b, 0)).isEqualTo(1);
        b.keep(0);
        assertThat(fill(a, 0)).isZero();
        assertThat(fill(c, 0)).isEqualTo(1);
    }

    @Test
    void whoAsksNoLongerHoldsUpNobody() {
        PieceBuffers.Part a = buffers.join(60 * KIB);
        PieceBuffers.Part b = buffers.join(60 * KIB);
        PieceBuffers.Part c = buffers.join(60 * KIB);
        assertThat(fill(a, 0)).isEqualTo(1);
        assertThat(fill(b, 0) + fill(c, 0)).isZero();
        a.leave(0);
        b.tick();
        assertThat(fill(c, 0)).as("it asked since the tick before").isZero();
        b.tick();
        assertThat(fill(c, 0)).isEqualTo(1);
    }

    @Test
    void makesRoomForALargePieceAmongManySmallOnes() {
        List<PieceBuffers.Part> small = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            small.add(buffers.join(KIB));
        }
        int[] underWay = small.stream().mapToInt(part -> fill(part, 0)).toArray();
        PieceBuffers.Part large = buffers.join(60 * KIB);
        int rounds = 0;
        while (fill(large, 0) == 0) {
            for (int i = 0; i < small.size(); i++) { // is done with one, and begins what it may
                underWay[i] = fill(small.get(i), Math.max(0, underWay[i] - 1));
            }
            assertThat(++rounds).isLessThan(20);
        }
        for (int i = 0; i < small.size(); i++) {
            assertThat(fill(small.get(i), underWay[i])).as("the rest is theirs").isPositive();
        }
    }

    @Test
    void neverHasMoreInBuffersThanTheBudget() {
        PieceBuffers.Part one = buffers.join(40 * KIB);
        assertThat(fill(one, 0)).isEqualTo(2);
        List<ByteBuffer> taken = List.of(one.take(40 * KIB), one.take(40 * KIB));
        taken.forEach(one::give);
        assertThat(buffers.bytes()).as("kept for the next").isEqualTo(80 * KIB);
        PieceBuffers.Part other = buffers.join(30 * KIB);
        assertThat(fill(one, 0)).isEqualTo(1);
        assertThat(fill(other, 0)).isEqualTo(1);
        ByteBuffer odd = other.take(30 * KIB);
        assertThat(buffers.bytes()).isLessThanOrEqualTo(100 * KIB);
        other.leave(1);
        one.leave(0);
        other.give(odd);
        assertThat(buffers.bytes()).isZero();
        assertThat(fill(buffers.join(100 * KIB), 0)).isEqualTo(1);
    }

    @Test
    void refusesAPieceThatNeverFits() {
        assertThatThrownBy(() -> buffers.join(101 * KIB))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
