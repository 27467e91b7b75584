package dunlin.tracker.event;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.PeerAddress;
import dunlin.tracker.RecordedEvents;
import dunlin.tracker.store.SwarmStoreContract;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.net.InetAddress;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private static final TrackerRejection BANNED = new TrackerRejection(Reason.FORBIDDEN, "banned");

    private final RecordedEvents events = new RecordedEvents();
    private Instant now = SwarmStoreContract.NOON;
    private final Refusals refusals = new Refusals(() -> now, events);

    private void refuse(String address, int port, TrackerRejection why) {
        refusals.tell("announce", PeerAddress.of(InetAddress.ofLiteral(address), port), why);
    }

    @Test
    void areToldOnceAMinuteForEachAddressAndReason() {
        for (int port = 1; port < 100; port++) {
            refuse("192.0.2.10", port, BANNED);
        }
        assertThat(events.lines).containsExactly("refused announce: banned");
        refuse("192.0.2.11", 1, BANNED);
        refuse("192.0.2.10", 1, new TrackerRejection(Reason.FULL, "full"));
        assertThat(events.lines).hasSize(3);
        now = now.plusSeconds(60);
        refuse("192.0.2.10", 1, BANNED);
        assertThat(events.lines).hasSize(4);
    }

    @Test
    void ofOneIpv6NetworkAreThoseOfOneAddress() {
        refuse("2001:db8::1", 1, BANNED);
        refuse("2001:db8::2", 1, BANNED);
        assertThat(events.lines).hasSize(1);
        refuse("2001:db8:0:1::2", 1, BANNED);
        assertThat(events.lines).hasSize(2);
    }

    @Test
    void fromAnyNumberOfAddressesAreBounded() {
        for (int i = 0; i < 10_000; i++) {
            refuse("10.0." + i / 250 + "." + i % 250, 1, BANNED);
        }
        assertThat(events.lines).hasSize(Refusals.MOST);
    }
}
