package dunlin.cli.terminal;

import static dunlin.cli.terminal.Statuses.peer;
import static dunlin.cli.terminal.Statuses.status;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.cli.terminal.TransferView.Fetch;
import dunlin.cli.terminal.TransferView.Fetch.Ended;
import dunlin.cli.terminal.TransferView.Fetch.Exchanging;
import dunlin.cli.terminal.TransferView.Fetch.Preparing;
import dunlin.net.HostPort;
import dunlin.swarm.SwarmStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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
        assertThat(view.lines(List.of(new Exchanging("photos", status)), 10))
                .containsExactly(
                        "photos  █████████░░░░░░░░░   50%    50 MiB of  100 MiB    10 MiB/s    3"
                                + " peers      5s left",
                        "  127.0.0.1:1  libtorrent 2.0.8  TCP     3 MiB/s  100/100 pieces",
                        "  127.0.0.1:2  Dunlin 0.1        TCP     7 MiB/s   40/100 pieces",
                        "  127.0.0.1:3  aria2 1.36        TCP     waiting    7/100 pieces");
    }

    @Test
    void fitsNarrowTerminals() {
        SwarmStatus status = status(50, 10, peer(1, "a client with a rather long name", 100, 3));
        for (int columns = 1; columns < 120; columns++) {
            List<String> lines =
                    new TransferView(columns, new Ink(false), HostPort::format)
                            .lines(
                                    List.of(
                                            new Exchanging("写真写真写真", status),
                                            new Preparing("写真写真写真", "asking", true)),
                                    5);
            int width = columns;
            assertThat(lines).allMatch(line -> DisplayWidth.of(line) <= width);
        }
    }

    @Test
    void countsThePeersThatHaveNoRoom() {
        SwarmStatus status =
                status(1, 1, peer(1, "a", 1, 1), peer(2, "b", 1, 0), peer(3, "c", 1, 0));
        assertThat(view.lines(List.of(new Exchanging("photos", status)), 3))
                .hasSize(3)
                .last()
                .isEqualTo("  and 2 more peers");
    }

    @Test
    void doesNotSayAllBeforeItIsAll() {
        SwarmStatus almost =
                new SwarmStatus(
                        1000, 999, 1000_000, 999_999, 0, 0, 0, 0, 0, List.of(), List.of(), 0);
        assertThat(TransferView.plain(new Exchanging("photos", almost))).startsWith("photos:  99%");
        assertThat(TransferView.secondsLeft(almost)).as("nothing comes").isEmpty();
    }

    @Test
    void saysThatTheDiskWritesWhenAllHasCome() {
        assertThat(plain(writing(62, 5))).contains("38 MiB of 100 MiB  writing to");
        assertThat(plain(writing(20, 0))).contains("writing to the disk");
        assertThat(plain(writing(20, 5))).contains("5 MiB/s", "left");
    }

    private static String plain(SwarmStatus status) {
        return TransferView.plain(new Exchanging("photos", status));
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
        assertThat(view.lines(List.of(new Exchanging("na\u202eme", status)), 5))
                .allSatisfy(line -> assertThat(line).doesNotContain("\033", "\u202e"));
    }

    /** So many, of which the first third are done, the second fetch and the last wait. */
    private static List<Fetch> fetches(int third) {
        List<Fetch> fetches = new ArrayList<>();
        for (int i = 0; i < third; i++) {
            fetches.add(new Ended("done", 100 << 20));
        }
        for (int i = 0; i < third; i++) {
            fetches.add(new Preparing("link" + i, "asking peers what it is", true));
            fetches.add(
                    new Exchanging(
                            "share" + i, status(50, 1, peer(1, "a", 1, 1), peer(2, "b", 1, 0))));
        }
        return fetches;
    }

    @Test
    void fitsAnyNumberOfFetchesIntoAnyTerminal() {
        for (int third : new int[] {1, 2, 4, 12, 100}) {
            for (int rows = 0; rows < 50; rows++) {
                List<String> lines = view.lines(fetches(third), rows);
                assertThat(lines).hasSizeLessThanOrEqualTo(rows);
                if (rows > 0) {
                    assertThat(lines).last().asString().startsWith("total of " + 3 * third);
                }
            }
        }
    }

    @Test
    void showsThoseThatFetchAndCountsTheOthers() {
        List<String> lines = view.lines(fetches(4), 7);
        assertThat(lines).hasSize(7);
        assertThat(lines.subList(0, 5))
                .extracting(line -> line.split("[ :]", 2)[0])
                .containsExactly("link0", "share0", "share1", "share2", "share3");
        assertThat(lines.get(5)).isEqualTo("and 3 more, waiting");
        assertThat(lines.get(6)).contains(" 75%   600 MiB of  800 MiB", "4 MiB/s", "50s left");
        assertThat(view.lines(fetches(4), 4).get(2)).isEqualTo("and 6 more, 4 of them waiting");
        assertThat(view.lines(fetches(4), 2)).hasSize(2).first().asString().startsWith("share0");
    }

    @Test
    void cutsTheMiddleOfANameSoThatItsEndIsSeen() {
        assertThat(DisplayWidth.cutMiddle("holiday-2026-part-17.mkv", 12))
                .isEqualTo("holida…7.mkv");
        assertThat(DisplayWidth.cutMiddle("写真写真写真写真", 6)).isEqualTo("写…真");
        for (int columns = 0; columns < 30; columns++) {
            assertThat(DisplayWidth.of(DisplayWidth.cutMiddle("写a真b写c真d写e真f", columns)))
                    .isLessThanOrEqualTo(columns);
        }
    }

    @Test
    void movesNothingButWhatChanges() {
        SwarmStatus slow = status(3, 0, peer(1, "a", 1, 0));
        SwarmStatus fast =
                status(
                        98,
                        50,
                        IntStream.range(0, 50)
                                .mapToObj(i -> peer(i, "b", 1, 1))
                                .toArray(SwarmStatus.Peer[]::new));
        for (int columns : new int[] {19, 40, 60, 79, 120, 200}) {
            TransferView at = new TransferView(columns, new Ink(false), HostPort::format);
            String before = at.lines(List.of(new Exchanging("photos", slow)), 1).getFirst();
            String after = at.lines(List.of(new Exchanging("photos", fast)), 1).getFirst();
            assertThat(barColumns(after)).isEqualTo(barColumns(before)).isGreaterThan(4);
            assertThat(after.indexOf('%')).isEqualTo(before.indexOf('%'));
        }
    }

    private static long barColumns(String line) {
        return line.chars().filter(c -> c == '█' || c == '░').count();
    }
}
