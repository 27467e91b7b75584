package dunlin.interop;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * transmission-daemon, told what to do by transmission-remote: one daemon for each share. It is as
 * it comes, but for what would speak to others than those on the bench. It dials over uTP first.
 */
record Transmission(Lab lab, Host host) implements Client {
    Transmission {
        Programs.need("transmission-daemon");
        Programs.need("transmission-remote");
    }

    @Override
    public void seed(Path torrent, Path folder) throws Exception {
        start(folder);
        remote("--add", torrent.toString());
    }

    @Override
    public Fetch fetch(String link, Path folder) throws Exception {
        Program daemon = start(folder);
        remote("--add", link);
        return () -> awaitAnswer(daemon, "Percent Done: 100%", "--torrent", "1", "--info");
    }

    private Program start(Path folder) throws Exception {
        Path configuration = lab.folder("transmission");
        Files.writeString(
                configuration.resolve("settings.json"),
                """
                {"dht-enabled": false, "lpd-enabled": false, "port-forwarding-enabled": false,
                 "bind-address-ipv4": "%1$s", "bind-address-ipv6": "::1", "rpc-bind-address": "%1$s", "rpc-whitelist-enabled": false,
                 "rpc-authentication-required": false, "download-dir": "%2$s"}
                """
                        .formatted(host.address(), folder));
        Program daemon =
                lab.start(
                        host,
                        "transmission-daemon",
                        "--foreground",
                        "--config-dir",
                        configuration.toString());
        awaitAnswer(daemon, "Download directory", "--session-info");
        return daemon;
    }

    private void awaitAnswer(Program daemon, String wanted, String... question) {
        daemon.await(wanted, () -> Optional.of(remote(question)).filter(it -> it.contains(wanted)));
    }

    private String remote(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("transmission-remote", host.address() + ":9091"));
        command.addAll(List.of(arguments));
        Program remote = lab.start(host, command);
        remote.exitCode();
        return String.join("\n", remote.output());
    }
}
