package dunlin.protocol.metainfo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MetainfoTest {
    private static final String INFO =
            "4:infod6:lengthi0e4:name1:a12:piece lengthi16384e6:pieces0:e";

    private static Metainfo parse(String torrent) throws ProtocolException {
        return Metainfo.parse(torrent.getBytes(ISO_8859_1));
    }

    private static String text(String text) {
        return text.length() + ":" + text;
    }

    private static String v2() throws IOException {
        return new String(RealTorrentsTest.bytes("libtorrent-v2-folder"), ISO_8859_1);
    }

    @Test
    void readsALoneTracker() throws ProtocolException {
        String url = "http://a.example/announce";
        Metainfo torrent = parse("d8:announce" + text(url) + INFO + "e");
        assertThat(torrent.trackers().tiers()).containsExactly(List.of(url));
        assertThat(torrent.encode())
                .asString(ISO_8859_1)
                .isEqualTo("d8:announce" + text(url) + INFO + "e");
    }

    @Test
    void prefersTheTiersToTheLoneTracker() throws ProtocolException {
        Metainfo torrent =
                parse(
                        "d8:announce8:http://x13:announce-listll8:http://a7:udp://bel9:https://cee"
                                + INFO
                                + "e");
        assertThat(torrent.trackers().tiers())
                .containsExactly(List.of("http://a", "udp://b"), List.of("https://c"));
        assertThat(parse(new String(torrent.encode(), ISO_8859_1)).trackers())
                .isEqualTo(torrent.trackers());
    }

    @Test
    void canBeAnnouncedElsewhereAndStaysWhatItIs() throws ProtocolException {
        Metainfo torrent =
                parse("d8:announce8:http://x7:comment2:us" + INFO + "8:url-list8:http://se");
        Tiers others = Tiers.each(List.of("http://y", "udp://z"));
        assertThat(torrent.with(others))
                .isEqualTo(
                        new Metainfo(
                                torrent.info(),
                                others,
                                List.of("http://s"),
                                Optional.of("us"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
    }

    @Test
    void isAnnouncedWhereAPersonSaysAndAtItsOwnTrackersButPrivatelyOnlyAtItsOwn()
            throws ProtocolException {
        Tiers named = Tiers.each(List.of("http://y", "http://x"));
        Metainfo open = parse("d8:announce8:http://x" + INFO + "e");
        assertThat(open.announcedAt(named)).isEqualTo(named);
        assertThat(open.announcedAt(Tiers.each(List.of("http://y"))))
                .isEqualTo(Tiers.each(List.of("http://y", "http://x")));

        Info closed =
                InfoBuilder.singleFile("f", 1)
                        .pieceLength(16_384)
                        .pieceHashes(new byte[20])
                        .privateShare(true)
                        .build();
        Metainfo own = Metainfo.of(closed, Tiers.each(List.of("http://x")));
        assertThat(own.announcedAt(named)).isEqualTo(own.trackers());
        assertThat(Metainfo.of(closed, Tiers.NONE).announcedAt(named))
                .as("one that names none is announced where the person says")
                .isEqualTo(named);
    }

    @Test
    void fallsBackToTheLoneTrackerWhenNoTierIsSound() throws ProtocolException {
        Metainfo torrent =
                parse("d8:announce8:http://x13:announce-listll7:file:/aelei1ee" + INFO + "e");
        assertThat(torrent.trackers().tiers()).containsExactly(List.of("http://x"));
    }

    @Test
    void leavesOutUrlsOfOtherSchemes() throws ProtocolException {
        Metainfo torrent =
                parse(
                        "d8:announce"
                                + text("file:///etc/passwd")
                                + INFO
                                + "8:url-listl"
                                + text("file:///etc/passwd")
                                + text("http://seed.example/a")
                                + text("ftp://seed.example/a")
                                + text("http:///no-host")
                                + text("http://two words/")
                                + "i1eee");
        assertThat(torrent.trackers().tiers()).isEmpty();
        assertThat(torrent.webSeeds()).containsExactly("http://seed.example/a");
    }

    @Test
    void readsALoneWebSeed() throws ProtocolException {
        assertThat(parse("d" + INFO + "8:url-list8:http://se").webSeeds())
                .containsExactly("http://s");
        assertThat(parse("d" + INFO + "8:url-list0:e").webSeeds()).isEmpty();
    }

    @Test
    void keepsABoundedNumberOfUrlsAndCutsLongTexts() throws ProtocolException {
        StringBuilder tiers = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            tiers.append('l').append(text("http://t" + i + ".example/")).append('e');
        }
        Metainfo torrent =
                parse(
                        "d13:announce-listl"
                                + tiers
                                + "e7:comment"
                                + text("c".repeat(100_000))
                                + "10:created by"
                                + text("b".repeat(1000))
                                + INFO
                                + "e");
        assertThat(torrent.trackers().tiers()).hasSize(256);
        assertThat(torrent.comment().orElseThrow()).hasSizeLessThan(5_000);
        assertThat(torrent.createdBy().orElseThrow()).hasSizeLessThan(300);
    }

    @Test
    void leavesOutADateThatNoCalendarHas() throws ProtocolException {
        assertThat(parse("d13:creation datei9223372036854775807e" + INFO + "e").createdAt())
                .isEmpty();
        assertThat(parse("d13:creation datei-5e" + INFO + "e").createdAt()).isEmpty();
    }

    @Test
    void refusesWhatHasNoInfoOrIsNoTorrent() {
        assertThatThrownBy(() -> parse("d8:announce8:http://xe")).hasMessage("\"info\" is missing");
        assertThatThrownBy(() -> parse("<html>"))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("bad bencode at byte 0: '<' begins no value");
        assertThatThrownBy(() -> parse("")).isInstanceOf(ProtocolException.class);
    }

    @Test
    void refusesPieceLayersThatLackLieOrAreTooMany() throws IOException {
        String torrent = v2();
        int layers = torrent.indexOf("12:piece layers");
        int after = torrent.indexOf("8:url-list");
        String none = torrent.substring(0, layers) + torrent.substring(after);
        assertThatThrownBy(() -> parse(none)).hasMessageContaining("\"piece layers\" is missing");
        String empty =
                torrent.substring(0, layers) + "12:piece layersde" + torrent.substring(after);
        assertThatThrownBy(() -> parse(empty)).hasMessageContaining("no piece layer for the root");
        String more =
                torrent.substring(0, after - 1)
                        + "33:"
                        + "\u00ff".repeat(33)
                        + "0:e"
                        + torrent.substring(after);
        assertThatThrownBy(() -> parse(more)).hasMessageContaining("of no file");

        int hash = torrent.indexOf("224:") + 4;
        char[] lie = torrent.toCharArray();
        lie[hash + 200] = (char) (lie[hash + 200] ^ 1);
        assertThatThrownBy(() -> parse(new String(lie)))
                .hasMessageContaining("does not hash to its root");
        String shorter =
                torrent.substring(0, hash - 4)
                        + "192:"
                        + torrent.substring(hash, hash + 192)
                        + torrent.substring(hash + 224);
        assertThatThrownBy(() -> parse(shorter)).hasMessageContaining("not 7 hashes long");
    }

    @Test
    void readsAHybridWhosePieceLayersAreNotKnown() throws Exception {
        Info info = Metainfo.parse(RealTorrentsTest.bytes("libtorrent-hybrid-folder")).info();
        Metainfo torrent = Metainfo.parse(Metainfo.of(info, Tiers.NONE).encode());
        assertThat(torrent.info()).isEqualTo(info);
        assertThat(torrent.pieceLayers()).isEmpty();
    }

    @Test
    void makesAMagnetOfEverythingThatIsKnown() throws Exception {
        Metainfo torrent = Metainfo.parse(RealTorrentsTest.bytes("libtorrent-hybrid-folder"));
        Magnet magnet = Magnet.parse(torrent.magnet().toString());
        assertThat(magnet).isEqualTo(torrent.magnet());
        assertThat(magnet.infoHash()).isEqualTo(torrent.info().infoHash());
        assertThat(magnet.infoHashV2()).isEqualTo(torrent.info().infoHashV2());
        assertThat(magnet.name()).contains("photos");
        assertThat(magnet.size()).hasValue(120_005);
        assertThat(magnet.trackers()).hasSize(2);
    }

    @Test
    void keepsATrackersKeyOutOfAPrivateSharesMagnet() throws Exception {
        Metainfo torrent = Metainfo.parse(RealTorrentsTest.bytes("mktorrent-folder"));
        assertThat(torrent.info().isPrivate()).isTrue();
        assertThat(torrent.trackers().tiers()).isNotEmpty();
        assertThat(torrent.magnet().trackers()).isEmpty();
        assertThat(torrent.magnet().webSeeds()).isEmpty();
    }

    @Test
    void readsAFolderOfManyThousandFilesQuickly() throws Exception {
        List<InfoBuilder.File> files = new ArrayList<>();
        IntStream.range(0, 50_000)
                .mapToObj(
                        i -> new InfoBuilder.File(List.of("dir" + i % 100, "File " + i), 0, false))
                .forEach(files::add);
        Info info = InfoBuilder.multiFile("many", files).pieceLength(16384).build();
        assertThat(Info.parse(info.bytes()).files()).hasSize(50_000);
    }
}
