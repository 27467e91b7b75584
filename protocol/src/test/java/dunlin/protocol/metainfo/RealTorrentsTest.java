package dunlin.protocol.metainfo;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.Geometry;
import dunlin.protocol.InfoHash;
import dunlin.protocol.InfoHashV2;
import dunlin.protocol.ProtocolException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Torrents as other programs write them; the info-hashes are those that libtorrent names. */
class RealTorrentsTest {
    private static final FileEntry BIG =
            new FileEntry(List.of("a big one.bin"), 0, 100_000, false, false);

    static byte[] bytes(String name) throws IOException {
        try (InputStream in = RealTorrentsTest.class.getResourceAsStream(name + ".torrent")) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }

    private static Metainfo read(String name) throws IOException, ProtocolException {
        return Metainfo.parse(bytes(name));
    }

    @Test
    void readsAV1FolderOfLibtorrent() throws Exception {
        Metainfo torrent = read("libtorrent-v1-folder");
        Info info = torrent.info();
        assertThat(info.infoHash())
                .contains(InfoHash.fromHex("bbd9d44f829ebe94c14116cad120586fe1a974ea"));
        assertThat(info.infoHashV2()).isEmpty();
        assertThat(info.files())
                .containsExactly(
                        BIG,
                        new FileEntry(List.of("empty"), 100_000, 0, false, false),
                        new FileEntry(List.of("sub", "small"), 100_000, 5, false, true),
                        new FileEntry(List.of("sub", "grün.txt"), 100_005, 20_000, false, false));
        assertThat(info.geometry()).isEqualTo(new Geometry(120_005, 16_384));
        assertThat(torrent.trackers().tiers())
                .containsExactly(
                        List.of("http://tracker.example:6969/announce"),
                        List.of("udp://tracker.example:6969"));
        assertThat(torrent.webSeeds()).containsExactly("http://seed.example/files/");
        assertThat(torrent.comment()).contains("a comment");
        assertThat(torrent.createdBy()).contains("fixture");
        assertThat(torrent.createdAt()).contains(Instant.ofEpochSecond(1_700_000_000));
    }

    @Test
    void readsAHybridFolderOfLibtorrent() throws Exception {
        Info info = read("libtorrent-hybrid-folder").info();
        assertThat(info.infoHash())
                .contains(InfoHash.fromHex("cabc7f4291d2ce76b2867da094958dc23d7f85d0"));
        assertThat(info.infoHashV2())
                .contains(
                        InfoHashV2.fromHex(
                                "065485be06b16f66184e9f143008dbad35d7f986e5c6741c75c60f8fef226071"));
        assertThat(info.geometry()).isEqualTo(new Geometry(163_840, 16_384));
        assertThat(info.contentSize()).isEqualTo(120_005);
        assertThat(info.files()).filteredOn(FileEntry::padding).hasSize(3);
        assertThat(info.hasPieceHashes()).isTrue();
    }

    @Test
    void readsAV2OnlyFolderAsLibtorrentLaysItOut() throws Exception {
        Metainfo torrent = read("libtorrent-v2-folder");
        Info info = torrent.info();
        assertThat(info.infoHash()).isEmpty();
        assertThat(info.infoHashV2())
                .contains(
                        InfoHashV2.fromHex(
                                "41f101b3a45ddfe0a9635a9a929b367d95a04f8a412909a2f54d56794518a662"));
        assertThat(info.id())
                .isEqualTo(InfoHash.fromHex("41f101b3a45ddfe0a9635a9a929b367d95a04f8a"));
        assertThat(info.files())
                .containsExactly(
                        BIG,
                        new FileEntry(List.of("empty"), 100_000, 0, false, false),
                        new FileEntry(List.of(".pad", "14688"), 100_000, 14_688, true, false),
                        new FileEntry(List.of("sub", "grün.txt"), 114_688, 20_000, false, false),
                        new FileEntry(List.of(".pad", "12768"), 134_688, 12_768, true, false),
                        new FileEntry(List.of("sub", "small"), 147_456, 5, false, true));
        assertThat(info.geometry().pieces()).isEqualTo(10);
        assertThat(info.hasPieceHashes()).isFalse();
        assertThat(torrent.pieceLayers()).isPresent();
    }

    @Test
    void readsSingleFilesOfEveryVersion() throws Exception {
        Info v1 = read("libtorrent-v1-file").info();
        assertThat(v1.isSingleFile()).isTrue();
        assertThat(v1.id()).hasToString("023d38fc9ef63dbad112822a08b95d1fd4cbc725");
        Info hybrid = read("libtorrent-hybrid-file").info();
        assertThat(hybrid.isSingleFile()).isTrue();
        assertThat(hybrid.id()).hasToString("6a2baf91ebafe193e650d5bc75f894777acda61d");
        Info v2 = read("libtorrent-v2-file").info();
        assertThat(v2.isSingleFile()).isTrue();
        assertThat(v2.geometry()).isEqualTo(new Geometry(70_000, 32_768));
        assertThat(v2.infoHashV2().orElseThrow())
                .hasToString("a355928df6aa792e7e6e5c147ced425b63e86126729a995eff4289f98752b2f9");
        Info tiny = read("libtorrent-v2-tiny").info();
        assertThat(tiny.files())
                .containsExactly(new FileEntry(List.of("tiny.bin"), 0, 10, false, false));
        assertThat(tiny.infoHashV2().orElseThrow())
                .hasToString("63e53404fb986eb10835fbabc0fcc2febc6d809b3b62e31bfc35711a550beaf5");
    }

    @Test
    void readsWhatMktorrentAndTransmissionWrite() throws Exception {
        Metainfo mktorrent = read("mktorrent-folder");
        assertThat(mktorrent.info().id()).hasToString("3f38501d7cf5c04bddb467b688d70d30ddc9877a");
        assertThat(mktorrent.info().isPrivate()).isTrue();
        assertThat(mktorrent.trackers().tiers())
                .containsExactly(
                        List.of("http://tracker.example/announce"),
                        List.of("udp://two.example:1/announce"));
        assertThat(mktorrent.webSeeds()).containsExactly("http://seed.example/");
        Metainfo transmission = read("transmission-folder");
        assertThat(transmission.info().id())
                .hasToString("082ee23db87254c2c7351ccc9b8120868b83b50c");
        assertThat(transmission.trackers().tiers())
                .containsExactly(List.of("http://tracker.example/announce"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "libtorrent-v1-folder", "libtorrent-hybrid-folder", "libtorrent-v2-folder",
                "libtorrent-v1-file", "libtorrent-hybrid-file", "libtorrent-v2-file",
                "libtorrent-v2-tiny", "mktorrent-folder", "transmission-folder"
            })
    void whatIsWrittenAgainIsTheSameShare(String name) throws Exception {
        Metainfo read = read(name);
        Metainfo again = Metainfo.parse(read.encode());
        assertThat(again.info()).isEqualTo(read.info());
        assertThat(again.trackers()).isEqualTo(read.trackers());
        assertThat(again.webSeeds()).isEqualTo(read.webSeeds());
        assertThat(again.createdAt()).isEqualTo(read.createdAt());
        assertThat(again.pieceLayers().map(List::of).isPresent())
                .isEqualTo(read.pieceLayers().isPresent());
        assertThat(Info.parse(read.info().bytes())).isEqualTo(read.info());
    }
}
