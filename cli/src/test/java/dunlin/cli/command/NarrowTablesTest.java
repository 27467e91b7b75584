package dunlin.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.cli.terminal.DisplayWidth;
import dunlin.node.api.Located;
import dunlin.node.api.Whereabouts;
import dunlin.peer.Transport;
import dunlin.protocol.Bitfield;
import dunlin.protocol.InfoHash;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.LiveListing;
import dunlin.protocol.catalogue.Note;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code list} and {@code locate} show on terminals of 60 columns and more. */
class NarrowTablesTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final InfoHash ID = InfoHash.of(new byte[20]);

    private static LiveListing live(String name, String by) {
        Listing listing =
                new Listing(
                        ID,
                        name,
                        12_345_678_901L,
                        12_345,
                        Optional.empty(),
                        Note.NONE,
                        Optional.empty(),
                        by,
                        NOW.minusSeconds(86_400));
        return new LiveListing(listing, 120, 7, false);
    }

    private static final List<LiveListing> LISTED =
            List.of(
                    live("debian-13.2.0-amd64-netinst.iso", "anna"),
                    live("鳥の写真と動画のコレクション二〇二六年の秋と冬とすべての未現像のもの", "鳥".repeat(20)),
                    live("a".repeat(200), "workstation-of-the-third-lab~0a85a1f7"),
                    live("x", "b"));

    private static final Whereabouts FOUND =
            new Whereabouts(
                    ID,
                    "films",
                    12_345,
                    List.of(
                            peer(
                                    "203.0.113.200",
                                    "workstation-of-the-third-lab",
                                    "qBittorrent 5.1"),
                            peer("192.0.2.1", "鳥".repeat(20), "Dunlin 0.1"),
                            peer("192.0.2.2", "", "x")),
                    3);

    private static Located peer(String address, String name, String client) {
        return new Located(
                new InetSocketAddress(address, 51_413),
                name,
                client,
                Transport.Kind.TCP,
                Bitfield.all(12_345));
    }

    private static List<String> list(int columns) {
        return ListCommand.table(LISTED, columns, NOW).lines(columns);
    }

    private static List<String> locate(int columns) {
        return LocateCommand.table(FOUND, columns).lines(columns);
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 60, 72, 80, 100, 120, 200})
    void noLineIsWrapped(int columns) {
        assertThat(list(columns)).allMatch(line -> DisplayWidth.of(line) <= columns);
        assertThat(locate(columns)).allMatch(line -> DisplayWidth.of(line) <= columns);
    }

    @Test
    void aListLeavesOutWhatIsSpareBeforeItCutsNames() {
        assertThat(list(60).getFirst()).matches("NAME +ID +SIZE +SEEDERS");
        assertThat(list(72).getFirst()).matches("NAME +ID +SIZE +SEEDERS");
        assertThat(list(80).getFirst()).matches("NAME +ID +SIZE +SEEDERS +SHARED BY");
        assertThat(list(120).getFirst())
                .matches("NAME +ID +SIZE +FILES +SEEDERS +LEECHERS +SHARED BY +WHEN");
        assertThat(list(160).getLast()).endsWith(")");
        for (int columns : new int[] {60, 72, 80, 120}) {
            assertThat(list(columns).get(3))
                    .contains("a".repeat(Math.min(40, columns * 2 / 5) - 1));
            assertThat(list(columns))
                    .as("no figure is cut")
                    .filteredOn(it -> !it.contains("NAME"))
                    .allMatch(line -> line.contains("11.5 GiB") && line.contains(" 120"));
        }
    }

    @Test
    void aShortNameLeavesRoomForAllTheRest() {
        List<LiveListing> one = List.of(live("films", "anna"));
        assertThat(ListCommand.table(one, 80, NOW).lines(80).getFirst())
                .matches("NAME +ID +SIZE +FILES +SEEDERS +LEECHERS +SHARED BY +WHEN");
        assertThat(ListCommand.table(one, 60, NOW).lines(60).getLast()).startsWith("films  ");
    }

    @Test
    void whereOneIsStandsThereWholeOnNarrowTerminals() {
        for (int columns : new int[] {60, 72, 80, 120}) {
            assertThat(locate(columns).get(1))
                    .contains("203.0.113.200:51413")
                    .contains("12345 of 12345");
        }
        assertThat(locate(60).getFirst()).matches("NAME +ADDRESS +HAS");
        assertThat(locate(80).getFirst()).matches("NAME +ADDRESS +HAS");
        assertThat(locate(100).getFirst()).matches("NAME +ADDRESS +HAS +PIECES");
        assertThat(locate(130).getFirst()).matches("NAME +ADDRESS +CLIENT +HAS +PIECES");
        assertThat(locate(120).getFirst()).matches("NAME +ADDRESS +HAS +PIECES");
    }
}
