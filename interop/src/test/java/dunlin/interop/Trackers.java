package dunlin.interop;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** Asks a tracker, whosoever it is, what it knows. */
final class Trackers {
    private Trackers() {}

    /**
     * Waits until the tracker counts that many peers: who asks from now on hears of them. Whether
     * they are seeders does not count: qBittorrent announces first and looks at its files then.
     */
    static void awaitPeers(Lab lab, Host host, String announceUrl, String infoHash, int peers) {
        await(peers + " peers at " + announceUrl)
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> peers(lab, host, announceUrl, infoHash) >= peers);
    }

    private static int peers(Lab lab, Host host, String announceUrl, String infoHash) {
        Program scrape = lab.start(host, "python3", Lab.script("scrape.py"), announceUrl, infoHash);
        return scrape.exitCode() == 0 ? Integer.parseInt(scrape.output().getFirst()) : 0;
    }
}
