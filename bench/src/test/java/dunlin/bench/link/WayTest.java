package dunlin.bench.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WayTest {
    private static final long MILLI = 1_000_000;

    /** A byte takes a microsecond, the way 20 ms, and 10,000 bytes may wait. */
    private final Way way = new Way(1e6, 20 * MILLI, 10_000);

    private final long now = -50 * MILLI;

    @Test
    void aPacketTakesItsOwnLengthAndTheWay() {
        assertThat(way.take(new byte[1_000], now)).isZero();

        assertThat(way.nextTime()).isEqualTo(now + 21 * MILLI);
        assertThat(way.give()).hasSize(1_000);
        assertThat(way.nextTime()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void packetsWaitForThoseBeforeThem() {
        way.take(new byte[1_000], now);

        assertThat(way.take(new byte[500], now)).isEqualTo(MILLI);
        assertThat(way.take(new byte[500], now + MILLI)).isEqualTo(MILLI / 2);
        way.give();
        assertThat(way.nextTime()).isEqualTo(now + 21 * MILLI + MILLI / 2);
    }

    @Test
    void whatFindsNoRoomIsLost() {
        for (int i = 0; i < 10; i++) {
            assertThat(way.take(new byte[1_000], now)).isEqualTo(i * MILLI);
        }
        assertThat(way.take(new byte[1_000], now)).isEqualTo(-1);

        assertThat(way.take(new byte[1_000], now + MILLI)).isEqualTo(9 * MILLI);
    }

    @Test
    void flowsAreToldApartByProtocolAndPort() {
        byte[] packet = new byte[40];
        packet[0] = 0x45;
        packet[9] = 17;
        packet[20] = 0x1e;
        packet[21] = 0x14;
        assertThat(Counts.flow(packet)).isEqualTo("udp/7700");
        packet[9] = 6;
        assertThat(Counts.flow(packet)).isEqualTo("tcp/7700");
        assertThat(Counts.flow(new byte[] {0x4f})).isEqualTo("other");
    }
}
