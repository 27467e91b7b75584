package dunlin.tracker.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.tracker.store.SwarmStore;
import dunlin.tracker.store.SwarmStoreContract;
import dunlin.tracker.store.TrackerRejection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemorySwarmStoreTest extends SwarmStoreContract {
    @Override
    protected SwarmStore open() {
        return new MemorySwarmStore(5_000, 5_000);
    }

    @Test
    void refusesNewPeersWhenItIsFullButServesThoseItHas() throws TrackerRejection {
        store = new MemorySwarmStore(100, 3);
        leecher(1);
        leecher(2);
        leecher(3);
        assertThatThrownBy(() -> leecher(4))
                .isInstanceOf(TrackerRejection.class)
                .hasMessage("this index is full: it holds 3 peers");
        assertThat(leecher(1).chosen()).hasSize(2);
        send(announce(SHARE, 2, false, Event.STOPPED, 0, NOON));
        assertThat(leecher(4).chosen()).hasSize(2);
    }

    @Test
    void aFloodOfInfoHashesFillsItsPlacesAndNoMore() throws TrackerRejection {
        store = new MemorySwarmStore(10, 1_000);
        int refused = 0;
        for (int i = 0; i < 500; i++) {
            try {
                send(announce(hash(i), 1, false, Event.STARTED, 0, NOON));
            } catch (TrackerRejection e) {
                refused++;
            }
        }
        assertThat(refused).isEqualTo(490);
        store.expire(NOON.plusSeconds(1), gone -> {});
        // Refusals gave back what they had taken: all places are free again.
        for (int i = 0; i < 10; i++) {
            send(announce(hash(i), 1, false, Event.STARTED, 0, NOON));
        }
    }

    @Test
    void countsRightUnderConcurrentAnnounces() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int from = t * 100;
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                for (int i = 0; i < 400; i++) {
                                    try {
                                        leecher(from + i % 100);
                                    } catch (TrackerRejection e) {
                                        throw new IllegalStateException(e);
                                    }
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(leecher(0).incomplete()).isEqualTo(400);
    }
}
