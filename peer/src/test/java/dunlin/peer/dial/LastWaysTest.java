package dunlin.peer.dial;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.peer.Transport.Kind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LastWaysTest {
    private static final Set<Kind> BOTH = Set.of(Kind.TCP, Kind.UTP);

    private final LastWays last = new LastWays();

    private static InetSocketAddress peer(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Test
    void tcpComesFirstWhereNothingIsKnown() {
        assertThat(last.order(peer(1), BOTH)).containsExactly(Kind.TCP, Kind.UTP);
    }

    @Test
    void utpComesFirstWhereItWorkedLastAndUntilTcpDoes() {
        last.worked(peer(1), Kind.UTP);
        assertThat(last.order(peer(1), BOTH)).containsExactly(Kind.UTP, Kind.TCP);
        assertThat(last.order(peer(2), BOTH)).containsExactly(Kind.TCP, Kind.UTP);

        last.worked(peer(1), Kind.TCP);
        assertThat(last.order(peer(1), BOTH)).containsExactly(Kind.TCP, Kind.UTP);
    }

    @Test
    void onlyWaysThatThereAreAreTried() {
        last.worked(peer(1), Kind.UTP);
        assertThat(last.order(peer(1), Set.of(Kind.TCP))).containsExactly(Kind.TCP);
    }

    @Test
    void whoWasReachedLongestAgoIsForgottenFirst() {
        for (int port = 1; port <= 2_000; port++) {
            last.worked(peer(port), Kind.UTP);
        }
        last.worked(peer(1), Kind.UTP);
        last.worked(peer(2_001), Kind.UTP);

        assertThat(last.order(peer(1), BOTH)).startsWith(Kind.UTP);
        assertThat(last.order(peer(2), BOTH)).startsWith(Kind.TCP);
        assertThat(last.order(peer(2_001), BOTH)).startsWith(Kind.UTP);
    }
}
