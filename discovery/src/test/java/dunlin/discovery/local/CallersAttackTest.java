package dunlin.discovery.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A machine of the local network calls on and on. */
@Tag("attack")
class CallersAttackTest {
    private static final long SECOND = 1_000_000_000;

    private final Callers callers = new Callers(0);

    private static InetAddress host(int number) {
        return InetAddress.ofLiteral("10.0." + (number >> 8) + "." + (number & 0xff));
    }

    @Test
    void moreThanSomePacketsASecondAreNotRead() {
        int read = 0;
        for (int i = 0; i < 100_000; i++) {
            read += callers.mayCall(i) ? 1 : 0;
        }
        assertThat(read).isEqualTo(Callers.PACKETS);
        assertThat(callers.mayCall(2 * SECOND)).isTrue();
    }

    @Test
    void aHostWithEveryPortIsBelievedForAFewAndOthersForTheirs() {
        int believed = 0;
        for (int port = 1; port <= 65_535; port++) {
            believed += callers.mayName(host(1), port, port) ? 1 : 0;
        }
        assertThat(believed).isEqualTo(Callers.PORTS);
        assertThat(callers.mayName(host(1), 1, SECOND)).isTrue();
        assertThat(callers.mayName(host(2), 6_881, SECOND)).isTrue();
        assertThat(callers.mayName(host(1), 50_000, 61 * SECOND)).isTrue();
    }

    @Test
    void hostsWithoutNumberAreNotRemembered() {
        int believed = 0;
        for (int i = 0; i < 20_000; i++) {
            believed += callers.mayName(host(i), 6_881, i) ? 1 : 0;
        }
        assertThat(believed).isEqualTo(Callers.HOSTS);
    }
}
