package dunlin.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Torrents that another program made (mktorrent). */
final class Torrents {
    static final int PIECE_LENGTH = 1 << 18;

    private Torrents() {}

    static Path make(Lab lab, Path content, String announceUrl) {
        return make(lab, content, List.of("-a", announceUrl));
    }

    static Path makeWithoutTracker(Lab lab, Path content) {
        return make(lab, content, List.of());
    }

    private static Path make(Lab lab, Path content, List<String> options) {
        Programs.need("mktorrent");
        Path torrent = lab.folder("torrent").resolve("foreign.torrent");
        List<String> command = new ArrayList<>(List.of("mktorrent", "-l", "18"));
        command.addAll(options);
        command.addAll(List.of("-o", torrent.toString(), content.toString()));
        Program made = lab.start(Host.LOOPBACK, command);
        assertThat(made.exitCode()).as("exit code of" + made).isZero();
        return torrent;
    }
}
