package dunlin.cli.terminal;

import static dunlin.cli.terminal.Statuses.peer;
import static dunlin.cli.terminal.Statuses.status;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.HostPort;
import dunlin.swarm.SwarmStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransferViewTest {
    private final TransferView view = new TransferView(90, new Ink(false), HostPort::format);

    @Test
    void showsABarAndALineForEachPeer() {
        SwarmStatus status =
                status(
                        50,
                        10,
                        peer(1, "libtorrent 2.0.8", 100, 3),
                        peer(2, "Dunlin 0.1", 40, 7),
                        peer(3, "aria2 1.36", 7, 0));
        assertThat(view.lines("photos", status, 10))
                .containsExactly(
                        "photos  ██████████████░░░░░░░░░░░░░░   50%  50 MiB of 100 MiB  10"
                                + " MiB/s  3 peers  5 s left",
                        "  127.0.0.1:1  libtorrent 2.0.8  3 MiB/s  100/100 pieces",
                        "  127.0.0.1:2  Dunlin 0.1        7 MiB/s   40/100 pieces",
                        "  127.0.0.1:3  aria2 1.36        waiting    7/100 pieces");
    }

    @Test
    void fitsNarrowTerminals() {
        SwarmStatus status = status(50, 10, peer(1, "a client with a rather long name", 100, 3));
        for (int columns = 1; columns < 120; columns++) {
            List<String> lines =
                    new TransferView(columns, new Ink(false), HostPort::format)
                            .lines("写真写真写真", status, 5);
            int width = columns;
            assertThat(lines).allMatch(line -> DisplayWidth.of(line) <= width);
        }
    }

    @Test
    void countsThePeersThatHaveNoRoom() {
        SwarmStatus status =
                status(1, 1, peer(1, "a", 1, 1), peer(2, "b", 1, 0), peer(3, "c", 1, 0));
        assertThat(view.lines("photos", status, 1))
                .hasSize(3)
                .last()
                .isEqualTo("  and 2 more peers");
    }

    @Test
    void doesNotSayAllBeforeItIsAll() {
        SwarmStatus almost =
                new SwarmStatus(
                        1000, 999, 1000_000, 999_999, 0, 0, 0, 0, 0, List.of(), List.of(), 0);
        assertThat(view.plain("photos", almost)).startsWith("photos:  99%");
        assertThat(TransferView.secondsLeft(almost)).as("nothing comes").isEmpty();
    }

    @Test
    void saysThatTheDiskWritesWhenAllHasCome() {
        assertThat(view.plain("photos", writing(62, 5))).contains("38 MiB of 100 MiB  writing to");
        assertThat(view.plain("photos", writing(20, 0))).contains("writing to the disk");
        assertThat(view.plain("photos", writing(20, 5))).contains("5 MiB/s", "left");
    }

    private static SwarmStatus writing(int mib, int mibPerSecond) {
        long rate = (long) mibPerSecond << 20;
        return new SwarmStatus(
                100,
                38,
                100 << 20,
                38 << 20,
                rate,
                0,
                0,
                0,
                0,
                List.of(),
                List.of(),
                (long) mib << 20);
    }

    @Test
    void showsNoEscapeSequencesOfStrangers() {
        SwarmStatus status = status(0, 1, peer(1, "evil\033[2J", 1, 1));
        assertThat(view.lines("na\u202eme", status, 5))
                .allSatisfy(line -> assertThat(line).doesNotContain("\033", "\u202e"));
    }
}
