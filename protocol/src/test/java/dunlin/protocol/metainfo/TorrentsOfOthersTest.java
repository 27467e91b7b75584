package dunlin.protocol.metainfo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Torrents that libtorrent, qBittorrent, aria2 and Transmission load, however odd they are. */
class TorrentsOfOthersTest {
    private static final String HASH = "hhhhhhhhhhhhhhhhhhhh";

    private static Metainfo torrent(String around, String info) throws ProtocolException {
        return Metainfo.parse(bytes("d" + around + "4:info" + info + "e"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static String single(String name, String more) {
        return "d6:lengthi1e4:name%s12:piece lengthi16384e6:pieces20:%s%se"
                .formatted(string(name), HASH, more);
    }

    private static String folder(String... files) {
        return "d5:filesl%se4:name1:a12:piece lengthi16384e6:pieces20:%se"
                .formatted(String.join("", files), HASH);
    }

    private static String file(String... path) {
        return "d6:lengthi1e4:pathl" + strings(path) + "ee";
    }

    private static String strings(String... names) {
        return String.join("", Arrays.stream(names).map(TorrentsOfOthersTest::string).toList());
    }

    /** In UTF-8, one character a byte. */
    private static String string(String text) {
        String utf8 = new String(text.getBytes(UTF_8), ISO_8859_1);
        return utf8.length() + ":" + utf8;
    }

    private static List<List<String>> paths(String... files) throws ProtocolException {
        Info info = torrent("", folder(files)).info();
        return info.files().stream().map(FileEntry::path).toList();
    }

    @Test
    void keysInAnyOrderAreReadAndHashedAsTheyCame() throws ProtocolException {
        String info = "d6:pieces20:" + HASH + "4:name1:a12:piece lengthi16384e6:lengthi1ee";
        Metainfo metainfo = torrent("7:comment1:c8:announce10:http://a/b", info);
        assertThat(metainfo.info().id()).isEqualTo(InfoHash.ofInfo(bytes(info)));
        assertThat(metainfo.trackers().urls()).containsExactly("http://a/b");
        assertThat(Metainfo.parse(metainfo.encode()).info()).isEqualTo(metainfo.info());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\0", "trailing"})
    void whatFollowsTheEndIsPassedOver(String after) throws ProtocolException {
        String torrent = "d4:info" + single("a", "") + "e" + after;
        assertThat(Metainfo.parse(bytes(torrent)).info().name()).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "13:creation date4:2020",
                "13:creation datei-5e",
                "7:commenti1e",
                "10:created byle",
                "8:announcei1e",
                "13:announce-listi1e",
                "8:url-listi1e",
                "5:nodes1:x",
                "8:encodingi1e",
                "8:encoding9:no_such_1",
                "12:piece layersi1e",
            })
    void anOptionalKeyOfAnotherTypeIsPassedOver(String key) throws ProtocolException {
        assertThat(torrent(key, single("a", "")).info().name()).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7:private1:0",
                "7:privatele",
                "4:attri1e",
                "10:name.utf-8i1e",
                "6:source1:x",
                "12:meta version1:2",
                "12:meta versioni1e",
                "9:file treei1e",
                "6:md5sumi1e"
            })
    void anOptionalKeyOfTheInfoOfAnotherTypeIsPassedOver(String key) throws ProtocolException {
        Info info = torrent("", single("a", key)).info();
        assertThat(info.name()).isEqualTo("a");
        assertThat(info.isPrivate()).isFalse();
    }

    @Test
    void namesAreKeptAsTheirMakerWroteThem() throws ProtocolException {
        assertThat(
                        paths(
                                file("a "),
                                file("b."),
                                file("c/d"),
                                file("e\\f"),
                                file("g\n"),
                                file("C:"),
                                file("aux"),
                                file("h".repeat(300))))
                .containsExactly(
                        List.of("a "),
                        List.of("b."),
                        List.of("c/d"),
                        List.of("e\\f"),
                        List.of("g\n"),
                        List.of("C:"),
                        List.of("aux"),
                        List.of("h".repeat(300)));
    }

    @Test
    void namesThatLeadNowhereAreDropped() throws ProtocolException {
        assertThat(paths(file("x", ".", "", "y"), file(".")))
                .containsExactly(List.of("x", "y"), List.of("unnamed"));
    }

    @Test
    void namesThatCannotStandSideBySideEverywhereAreRead() throws ProtocolException {
        assertThat(paths(file("a"), file("a"), file("A"), file("a", "b"), file("gr\u00fcn")))
                .hasSize(5);
        assertThat(paths(file(Collections.nCopies(120, "d").toArray(String[]::new))).getFirst())
                .hasSize(120);
    }

    @Test
    void aShareOfNoNameIsCalledByItsHash() throws ProtocolException {
        Info info = torrent("", single("", "")).info();
        assertThat(info.name()).isEqualTo(info.id().toString());
        assertThat(torrent("", single("a/b\n", "")).info().name()).isEqualTo("a_b_");
    }

    @Test
    void namesInAnotherEncodingAreReadAsItIsSaid() throws ProtocolException {
        String info = single("a", "").replace("4:name1:a", "4:name4:\u00c4\u00ee\u00ea\u00f3");
        Metainfo metainfo = torrent("8:encoding12:windows-1251", info);
        assertThat(metainfo.info().name()).isEqualTo("\u0414\u043e\u043a\u0443");
        assertThat(Metainfo.parse(metainfo.encode()).info().name())
                .as("read again from the library")
                .isEqualTo("\u0414\u043e\u043a\u0443");
        assertThat(torrent("", info).info().name()).isEqualTo("\ufffd".repeat(4));
        String utf8 = single("gr\u00fcn", "");
        assertThat(torrent("8:encoding12:windows-1251", utf8).info().name()).isEqualTo("gr\u00fcn");
    }

    @Test
    void namesInUtf8BesideOthersAreRead() throws ProtocolException {
        String info = single("a", "10:name.utf-8" + string("gr\u00fcn"));
        assertThat(torrent("", info).info().name()).isEqualTo("gr\u00fcn");
        assertThat(paths("d6:lengthi1e4:pathl2:\u00ff\u00fee10:path.utf-8l" + strings("ü") + "ee"))
                .containsExactly(List.of("ü"));
        assertThat(paths("d6:lengthi1e4:pathl1:xe10:path.utf-8i1ee")).containsExactly(List.of("x"));
    }

    @Test
    void linksAreReadAndHaveNoBytes() throws ProtocolException {
        Info info =
                torrent(
                                "",
                                folder(
                                        file("x"),
                                        "d4:attr1:l4:pathl1:le12:symlink pathl1:xee",
                                        "d4:attr1:l6:lengthi0e4:pathl1:oe12:symlink pathl2:..ee",
                                        "d4:attr1:l6:lengthi0e4:pathl1:nee"))
                        .info();
        assertThat(info.files())
                .extracting(FileEntry::link)
                .containsExactly(
                        Optional.empty(),
                        Optional.of(List.of("x")),
                        Optional.of(List.of()),
                        Optional.of(List.of()));
        assertThat(info.contentSize()).isEqualTo(1);
    }
}
