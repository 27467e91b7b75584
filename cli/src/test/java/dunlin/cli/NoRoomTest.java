package dunlin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.metainfo.InfoBuilder;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A share that does not fit on the disk. */
class NoRoomTest {
    private static final int PIECE = 64 << 20;
    private static final int PIECES = 1 << 18;

    @TempDir Path folder;

    @Test
    void whatDoesNotFitIsSaidBeforeTheFirstByteUnlessForced() throws Exception {
        Path torrent = folder.resolve("huge.torrent");
        InfoBuilder huge = InfoBuilder.singleFile("huge", (long) PIECE * PIECES);
        Files.write(
                torrent,
                Metainfo.of(
                                huge.pieceLength(PIECE).pieceHashes(new byte[20 * PIECES]).build(),
                                Tiers.NONE)
                        .encode());
        Path target = Files.createDirectory(folder.resolve("target"));
        Dunlin peer = new Dunlin(folder).with("DUNLIN_BIND", "127.0.0.1").with("DUNLIN_PORT", "0");

        Dunlin.Run refused = peer.run("get", torrent, "-o", target, "--json");
        assertThat(refused.code()).as(refused.err()).isEqualTo(6);
        assertThat(refused.err())
                .containsPattern("huge needs 16 TiB and .*target has only [0-9.]+ [A-Z]i?B free")
                .contains("--force");
        assertThat(target).isEmptyDirectory();

        Dunlin.Run forced = peer.run("get", torrent, "-o", target, "--force", "--timeout", "1s");
        assertThat(forced.code()).as(forced.err()).isEqualTo(4);
    }
}
