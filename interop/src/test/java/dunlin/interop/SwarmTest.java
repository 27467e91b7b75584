package dunlin.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.interop.Dunlin.Fetched;
import dunlin.interop.Dunlin.Index;
import dunlin.interop.Dunlin.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** One share exchanged among many peers, and through a tracker of others. */
class SwarmTest extends LabTest {
    private static final int SIZE = 24 * Fixtures.MIB;

    @Test
    void fetchesFromPeersThatEachHoldAnotherPartAtOnce() throws Exception {
        Dunlin us = dunlin();
        Index index = us.tracker();
        Path file = Fixtures.randomFile(lab.folder("content").resolve("data.bin"), SIZE);
        Path torrent = Torrents.make(lab, file, index.announceUrl());
        List<String> addresses = new ArrayList<>();
        for (int number = 0; number < 3; number++) {
            int third = number;
            Path part = lab.folder("part");
            Fixtures.part(
                    file,
                    part.resolve("data.bin"),
                    Torrents.PIECE_LENGTH,
                    piece -> piece % 3 == third);
            addresses.add(new Libtorrent(lab, Host.LOOPBACK).serve(torrent, part).address());
        }

        Fetched fetched =
                us.fetch(
                        torrent.toString(),
                        lab.folder("fetched"),
                        "--peer",
                        addresses.get(0),
                        "--peer",
                        addresses.get(1),
                        "--peer",
                        addresses.get(2));

        assertThat(fetched.path()).hasSameBinaryContentAs(file);
        assertThat(fetched.sources())
                .extracting(Source::address)
                .containsExactlyInAnyOrderElementsOf(addresses);
        assertThat(fetched.sources()).extracting(Source::bytes).containsOnly(SIZE / 3L);
        assertThat(fetched.sources())
                .extracting(Source::client)
                .allMatch(client -> client.contains("libtorrent"));
    }

    @Test
    void programsOfAllKindsFinishInOneSwarm() throws Exception {
        var network = lab.closeLater(Namespaces.open());
        Dunlin seed = Dunlin.at(lab, network.host());
        Index index = seed.tracker();
        Path file = Fixtures.randomFile(lab.folder("content").resolve("data.bin"), SIZE);
        Path torrent = seed.create(file, "--tracker", index.url());
        seed.share(file, "--tracker", index.url(), "--up", "4M");

        Map<Client.Kind, Path> folders = new EnumMap<>(Client.Kind.class);
        List<Client.Fetch> others = new ArrayList<>();
        for (Client.Kind kind : Client.Kind.values()) {
            Path folder = lab.folder("fetched by " + kind);
            folders.put(kind, folder);
            others.add(kind.at(lab, network.host()).fetch(torrent.toString(), folder));
        }
        Fetched ours =
                Dunlin.at(lab, network.host())
                        .fetch(torrent.toString(), lab.folder("fetched by us"));
        for (Client.Fetch other : others) {
            other.awaitDone();
        }

        assertThat(ours.path()).hasSameBinaryContentAs(file);
        assertThat(folders.values())
                .allSatisfy(folder ->
                        assertThat(folder.resolve("data.bin")).hasSameBinaryContentAs(file));
    }

    @Test
    void usesATrackerOfOthers() throws Exception {
        meetThrough(OpenTracker::url);
    }

    @Test
    void usesATrackerOfOthersOverUdp() throws Exception {
        meetThrough(OpenTracker::udpUrl);
    }

    private void meetThrough(Function<OpenTracker, String> url) throws Exception {
        Dunlin us = dunlin();
        Path file = Fixtures.randomFile(lab.folder("content").resolve("data.bin"), Fixtures.MIB);
        String infoHash = us.inspect(us.create(file)).get("infoHash").asString();
        OpenTracker tracker = OpenTracker.start(lab, Host.LOOPBACK, infoHash);
        Path torrent = us.create(file, "--tracker", url.apply(tracker));

        us.share(file, "--tracker", url.apply(tracker));
        Trackers.awaitPeers(lab, us.host(), tracker.announceUrl(), infoHash, 1);
        Fetched fetched = dunlin().fetch(torrent.toString(), lab.folder("fetched"));

        assertThat(fetched.path()).hasSameBinaryContentAs(file);
    }
}
