package dunlin.web;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.Proxies;
import dunlin.web.Connections.Place;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final List<String> closed = Collections.synchronizedList(new ArrayList<>());
    private final Connections connections = new Connections(4, 2, Proxies.NONE);

    @AfterEach
    void close() {
        connections.close();
    }

    private Optional<Place> admit(String name, String address) {
        return connections.admit(InetAddress.ofLiteral(address), () -> closed.add(name), LONG);
    }

    @Test
    void theLongestWaitingGivesItsPlaceToANewcomer() {
        admit("1", "192.0.2.1");
        admit("2", "192.0.2.2").orElseThrow().works(LONG);
        admit("3", "192.0.2.3");
        admit("4", "192.0.2.4");
        assertThat(admit("5", "192.0.2.5")).isPresent();
        assertThat(admit("6", "192.0.2.6")).isPresent();
        assertThat(closed).containsExactly("1", "3");
    }

    @Test
    void whoWaitsAgainHasWaitedTheLeast() {
        Place first = admit("1", "192.0.2.1").orElseThrow();
        admit("2", "192.0.2.2");
        first.works(LONG);
        first.waits(LONG);
        admit("3", "192.0.2.3");
        admit("4", "192.0.2.4");
        admit("5", "192.0.2.5");
        assertThat(closed).containsExactly("2");
    }

    @Test
    void nobodyIsAdmittedWhileAllAreAtWork() {
        List<Place> all = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            all.add(admit("" + i, "192.0.2." + i).orElseThrow());
            all.getLast().works(LONG);
        }
        assertThat(admit("5", "192.0.2.5")).isEmpty();
        all.getFirst().leave();
        assertThat(admit("6", "192.0.2.6")).isPresent();
        assertThat(closed).isEmpty();
    }

    @Test
    void anAddressWithTooManyLosesItsOwn() {
        admit("1", "192.0.2.1");
        admit("2", "192.0.2.2");
        admit("3", "192.0.2.2");
        admit("4", "192.0.2.2");
        assertThat(closed).containsExactly("2");
    }

    @Test
    void anAddressWhoseConnectionsAllWorkGetsNoMore() {
        admit("1", "192.0.2.2").orElseThrow().works(LONG);
        Place second = admit("2", "192.0.2.2").orElseThrow();
        second.works(LONG);
        assertThat(admit("3", "192.0.2.2")).isEmpty();
        second.leave();
        second.leave();
        assertThat(admit("4", "192.0.2.2")).isPresent();
        admit("5", "192.0.2.2");
        assertThat(closed).containsExactly("4");
    }

    @Test
    void aWholeNetworkOfIpv6CountsAsOneAddress() {
        admit("1", "2001:db8::1");
        admit("2", "2001:db8::2");
        admit("3", "2001:db8::3:0:0:1");
        admit("4", "2001:db8:0:1::1");
        assertThat(closed).containsExactly("1");
    }

    @Test
    void thisMachineItselfMayHaveAll() {
        for (int i = 1; i <= 4; i++) {
            admit("" + i, "127.0.0.1");
        }
        assertThat(closed).isEmpty();
    }

    @Test
    void closesWhatIsPastItsDeadlineAtWorkOrNot() {
        admit("patient", "192.0.2.1");
        Place waits = admit("waits", "192.0.2.2").orElseThrow();
        waits.works(LONG);
        waits.waits(Duration.ZERO);
        admit("works", "192.0.2.3").orElseThrow().works(Duration.ZERO);
        Awaitility.await().until(() -> closed.size() == 2);
        assertThat(closed).containsExactlyInAnyOrder("waits", "works");
    }

    @Test
    void whatAConnectionBecomesIsClosedInItsStead() {
        Place place = admit("socket", "192.0.2.1").orElseThrow();
        place.isNow(() -> closed.add("library"));
        connections.close();
        assertThat(closed).containsExactly("library");
        place.isNow(() -> closed.add("too late"));
        assertThat(closed).containsExactly("library", "too late");
        assertThat(admit("after", "192.0.2.1")).isEmpty();
    }
}
