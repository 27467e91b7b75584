package dunlin.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.interop.Dunlin.Fetched;
import dunlin.interop.Dunlin.Shared;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever ends early: what was had is kept, and the rest is fetched from whoever is left. */
class InterruptionTest extends LabTest {
    private static final int SIZE = 24 * Fixtures.MIB;
    private static final int INTERRUPTED = 7;

    private Dunlin seed;
    private Path file;
    private Shared shared;
    private Path torrent;

    @BeforeEach
    void share() throws Exception {
        seed = dunlin();
        file = Fixtures.randomFile(lab.folder("content").resolve("data.bin"), SIZE);
        torrent = seed.create(file);
        shared = seed.share(file);
    }

    @Test
    void continuesAfterCtrlC() throws Exception {
        Dunlin us = dunlin();
        Path folder = lab.folder("fetched");
        Program get =
                us.get(torrent.toString(), folder, "--peer", shared.address(), "--down", "3M");
        long had = Dunlin.awaitProgress(get, SIZE / 3);
        get.interrupt();
        assertThat(get.exitCode()).as("exit code of" + get).isEqualTo(INTERRUPTED);

        Fetched rest = us.fetch(torrent.toString(), folder, "--peer", shared.address());

        assertThat(rest.path()).hasSameBinaryContentAs(file);
        assertThat(rest.bytes()).isPositive().isLessThanOrEqualTo(SIZE - had);
    }

    @Test
    void keepsWhatItHadWhenKilledAtOnce() throws Exception {
        Dunlin us = dunlin();
        Path folder = lab.folder("fetched");
        Program get =
                us.get(torrent.toString(), folder, "--peer", shared.address(), "--down", "3M");
        long had = Dunlin.awaitProgress(get, SIZE / 3);
        get.kill();

        Fetched rest = us.fetch(torrent.toString(), folder, "--peer", shared.address());

        assertThat(rest.path()).hasSameBinaryContentAs(file);
        assertThat(rest.bytes()).isPositive().isLessThanOrEqualTo(SIZE - had);
    }

    @Test
    void fetchesNothingThatIsThereAlready() throws Exception {
        Dunlin us = dunlin();
        Path folder = lab.folder("fetched");
        us.fetch(torrent.toString(), folder, "--peer", shared.address());
        shared.program().close();

        assertThat(us.fetch(torrent.toString(), folder).sources()).isEmpty();
        assertThat(dunlin().fetch(torrent.toString(), folder).sources())
                .as("by one that has to look first")
                .isEmpty();
    }

    @Test
    void goesOnWhenAPeerVanishesInTheMiddle() throws Exception {
        Path theirs = file.resolveSibling("");
        var libtorrent = new Libtorrent(lab, Host.LOOPBACK);
        var vanishing = libtorrent.serve(torrent, theirs, "--upload-limit", "3000000");
        var staying = libtorrent.serve(torrent, theirs, "--upload-limit", "3000000");
        Program get =
                dunlin().get(
                                torrent.toString(),
                                lab.folder("fetched"),
                                "--peer",
                                vanishing.address(),
                                "--peer",
                                staying.address());
        Dunlin.awaitProgress(get, SIZE / 4);
        vanishing.program().kill();

        Fetched fetched = Dunlin.awaitFetched(get);

        assertThat(fetched.path()).hasSameBinaryContentAs(file);
        assertThat(fetched.sources())
                .extracting(Dunlin.Source::address)
                .contains(staying.address(), vanishing.address());
    }

    @Test
    void saysThatNobodyIsReachable() throws Exception {
        Program get = dunlin().get(torrent.toString(), lab.folder("fetched"), "--timeout", "2s");

        assertThat(get.exitCode()).as("exit code of" + get).isEqualTo(4);
        assertThat(get.errors()).hasSize(1);
    }
}
