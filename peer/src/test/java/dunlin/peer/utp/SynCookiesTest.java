package dunlin.peer.utp;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.PeerAddress;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SynCookiesTest {
    private static final PeerAddress PEER = PeerAddress.ipv4(0xc633_6401, 6881);
    private static final int ID = 0xffff;
    private static final int SYN = 7;

    private final SynCookies cookies = new SynCookies(new SplittableRandom(1));

    @Test
    void whoHeardTheAnswerIsKnownAgain() {
        int sequence = cookies.sequence(PEER, ID, SYN, 0);
        long later = TimeUnit.SECONDS.toNanos(19);
        assertThat(cookies.answered(PEER, ID, SYN, sequence, later)).hasValue(sequence);
        assertThat(cookies.answered(PEER, ID, SYN, sequence - 1 & 0xffff, later))
                .as("for whom the answer does not count")
                .hasValue(sequence);
    }

    @Test
    void anAnswerIsForgottenInTime() {
        int sequence = cookies.sequence(PEER, ID, SYN, 0);
        assertThat(cookies.answered(PEER, ID, SYN, sequence, TimeUnit.SECONDS.toNanos(41)))
                .isEmpty();
    }

    @Test
    void ofAllNumbersHardlyAnyIsTaken() {
        assertThat(takenAmong(cookies, 0)).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void anotherKeyGivesOtherNumbers() {
        RandomGenerator random = new SplittableRandom(2);
        long distinct =
                IntStream.range(0, 100)
                        .map(_ -> new SynCookies(random).sequence(PEER, ID, SYN, 0))
                        .distinct()
                        .count();
        assertThat(distinct).isGreaterThan(90);
    }

    private static int[] takenAmong(SynCookies cookies, long now) {
        return IntStream.range(0, 1 << 16)
                .filter(number -> cookies.answered(PEER, ID, SYN, number, now).isPresent())
                .toArray();
    }
}
