package dunlin.interop;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** qbittorrent-nox, which is libtorrent as most people run it: one process for each share. */
record QBittorrent(Lab lab, Host host) implements Client {
    /**
     * Of several that start at once, one now and then never announces, profiles of their own or
     * not.
     */
    private static final Semaphore ONE_AT_A_TIME = new Semaphore(1);

    QBittorrent {
        Programs.need("qbittorrent-nox");
    }

    @Override
    public void seed(Path torrent, Path folder) throws Exception {
        start(torrent.toString(), folder, "");
    }

    /** It runs a program at the end, which leaves a sign. */
    @Override
    public Fetch fetch(String link, Path folder) throws Exception {
        Path done = lab.folder("sign").resolve("done");
        Program program = start(link, folder, "touch " + done);
        return () ->
                program.await(
                        "the sign that it is done", () -> Optional.of(done).filter(Files::exists));
    }

    private Program start(String link, Path folder, String atTheEnd) throws Exception {
        Path profile = lab.folder("qbittorrent");
        Path configuration = profile.resolve("qBittorrent/config/qBittorrent.conf");
        Files.createDirectories(configuration.getParent());
        Files.writeString(
                configuration,
                """
                [LegalNotice]
                Accepted=true
                [AutoRun]
                enabled=%s
                program=%s
                [BitTorrent]
                Session\\DHTEnabled=false
                Session\\LSDEnabled=false
                Session\\PeXEnabled=false
                Session\\QueueingSystemEnabled=false
                Session\\MultiConnectionsPerIp=true
                Session\\DefaultSavePath=%s
                Session\\Port=%d
                Session\\InterfaceAddress=%s
                [Preferences]
                WebUI\\Port=%d
                """
                        .formatted(
                                !atTheEnd.isEmpty(),
                                atTheEnd,
                                folder,
                                Host.freePort(),
                                host.address(),
                                Host.freePort()));
        ONE_AT_A_TIME.acquire();
        lab.closeLater(ONE_AT_A_TIME::release);
        return lab.start(host, "qbittorrent-nox", "--profile=" + profile, link);
    }
}
