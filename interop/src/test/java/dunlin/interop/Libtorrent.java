package dunlin.interop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** libtorrent (rasterbar), by its Python bindings: one process for each share. */
record Libtorrent(Lab lab, Host host) implements Client {
    static final String PYTHON = "/usr/bin/python3"; // the one that Debian's bindings are for

    Libtorrent {
        need();
    }

    static void need() {
        assumeTrue(isInstalled(), "python3-libtorrent is not installed");
    }

    private static boolean isInstalled() {
        try {
            return new ProcessBuilder(PYTHON, "-c", "import libtorrent").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A peer that serves what it has. */
    record Peer(Program program, String address) {}

    @Override
    public void seed(Path torrent, Path folder) {
        start(torrent.toString(), folder);
    }

    @Override
    public Fetch fetch(String link, Path folder) {
        Program peer = start(link, folder);
        return () -> peer.awaitLine("the end", line -> line.contains("\"done\""));
    }

    /** Serves what is in the folder, whole or not, and returns once it was checked. */
    Peer serve(Path torrent, Path folder, String... options) {
        List<String> withOptions = new ArrayList<>(List.of("--upload-only"));
        withOptions.addAll(List.of(options));
        Program peer = start(torrent.toString(), folder, withOptions.toArray(String[]::new));
        String listening = peer.awaitLine("a port", line -> line.contains("\"listening\""));
        peer.awaitLine("its check", line -> line.contains("\"checked\""));
        int port = Json.parse(listening).get("port").asInt();
        return new Peer(peer, host.address() + ":" + port);
    }

    /** Fetches, connecting to whom the options say; returns once it listens. */
    Peer fetchAsPeer(String link, Path folder, String... options) {
        Program peer = start(link, folder, options);
        String listening = peer.awaitLine("a port", line -> line.contains("\"listening\""));
        return new Peer(peer, host.address() + ":" + Json.parse(listening).get("port").asInt());
    }

    private Program start(String link, Path folder, String... options) {
        List<String> command = new ArrayList<>();
        command.addAll(List.of(PYTHON, Lab.script("libtorrent_peer.py")));
        command.addAll(List.of("--torrent", link, "--save", folder.toString()));
        command.addAll(List.of("--listen", host.address() + ":0"));
        command.addAll(List.of(options));
        return lab.start(host, command);
    }
}
