package dunlin.interop;

import java.nio.file.Files;
import java.nio.file.Path;

/** opentracker, for one share (Debian's build serves only what a list allows). */
record OpenTracker(String authority) {
    String url() {
        return "http://" + authority;
    }

    String announceUrl() {
        return url() + "/announce";
    }

    String udpUrl() {
        return "udp://" + authority;
    }

    static OpenTracker start(Lab lab, Host host, String infoHash) throws Exception {
        Programs.need("opentracker");
        Path folder = lab.folder("opentracker");
        Files.writeString(folder.resolve("allowed"), infoHash + "\n");
        String port = Integer.toString(Host.freePort());
        // It locks itself into the folder (chroot), then reads the list as the user nobody.
        lab.start(
                host,
                "opentracker -i %s -p %s -P %s -d %s -w allowed"
                        .formatted(host.address(), port, port, folder)
                        .split(" "));
        return new OpenTracker(host.address() + ":" + port);
    }
}
