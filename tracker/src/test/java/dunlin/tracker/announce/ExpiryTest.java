package dunlin.tracker.announce;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.tracker.RecordedEvents;
import dunlin.tracker.access.Gate;
import dunlin.tracker.memory.MemorySwarmStore;
import dunlin.tracker.store.SwarmStore.Announce;
import dunlin.tracker.store.SwarmStore.PeerSink;
import dunlin.tracker.store.SwarmStoreContract;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class ExpiryTest {
    private static final PeerSink NOBODY =
            new PeerSink() {
                @Override
                public void ipv4(int address, int port) {}

                @Override
                public void ipv6(long high, long low, int port) {}
            };

    @Test
    void removesThePeersThatFellSilent() throws Exception {
        RecordedEvents events = new RecordedEvents();
        MemorySwarmStore store = new MemorySwarmStore(10, 10);
        Announce announce =
                SwarmStoreContract.announce(
                        SwarmStoreContract.SHARE, 1, false, Event.STARTED, 0, Instant.EPOCH);
        assertThat(store.announce(announce, NOBODY).incomplete()).isEqualTo(1);
        AnnounceService service =
                Announces.service(
                        store, Gate.OPEN, InstantSource.fixed(SwarmStoreContract.NOON), events);
        service.expire();
        assertThat(events.lines).containsExactly("expired 10.0.0.1:6881 films 0/0");
    }
}
