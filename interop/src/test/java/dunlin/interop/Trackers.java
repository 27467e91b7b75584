package dunlin.interop;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** Asks a tracker, whosoever it is, what it knows. */
final class Trackers {
    private Trackers() {}

    /** Waits until the tracker counts that many seeders: who asks from now on hears of them. */
    static void awaitSeeders(Lab lab, Host host, String announceUrl, String infoHash, int seeders) {
        await(seeders + " seeders at " + announceUrl)
                .atMost(Program.PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> seeders(lab, host, announceUrl, infoHash) >= seeders);
    }

    private static int seeders(Lab lab, Host host, String announceUrl, String infoHash) {
        Program scrape = lab.start(host, "python3", Lab.script("scrape.py"), announceUrl, infoHash);
        return scrape.exitCode() == 0 ? Integer.parseInt(scrape.output().getFirst()) : 0;
    }
}
