package dunlin.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The program aria2c: one process for each share.
 *
 * @param more further options
 */
record Aria2(Lab lab, Host host, List<String> more) implements Client {
    Aria2(Lab lab, Host host) {
        this(lab, host, List.of());
    }

    Aria2 {
        Programs.need("aria2c");
    }

    @Override
    public void seed(Path torrent, Path folder) throws IOException {
        start(torrent.toString(), folder, "--check-integrity=true", "--seed-ratio=0.0");
    }

    @Override
    public Fetch fetch(String link, Path folder) throws IOException {
        Program aria2 = start(link, folder, "--seed-time=0", "--file-allocation=none");
        return () -> assertThat(aria2.exitCode()).as("exit code of" + aria2).isZero();
    }

    private Program start(String link, Path folder, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("aria2c", "--no-conf", "--dir=" + folder));
        command.add("--listen-port=" + Host.freePort());
        command.add("--interface=" + host.address());
        // Without its DHT it speaks to no tracker over UDP; it is told of no node.
        Path dht = lab.folder("dht");
        command.addAll(List.of("--enable-dht=true", "--dht-file-path=" + dht.resolve("dht.dat")));
        command.addAll(List.of("--dht-listen-port=" + Host.freePort(), "--enable-dht6=false"));
        command.add("--bt-enable-lpd=false");
        command.addAll(List.of("--summary-interval=0", "--bt-tracker-connect-timeout=5"));
        command.addAll(List.of(options));
        command.addAll(more);
        command.add(link);
        return lab.start(host, command);
    }
}
