package dunlin.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.announce.AnnounceResponse;
import dunlin.protocol.announce.ScrapeRequest;
import dunlin.protocol.announce.ScrapeResponse;
import dunlin.protocol.announce.udp.UdpResponse;
import dunlin.protocol.bencode.Bencode;
import dunlin.protocol.metainfo.Magnet;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.SafeName;
import dunlin.protocol.search.FileType;
import dunlin.protocol.search.Words;
import dunlin.protocol.wire.ExtensionHandshake;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that costs whoever reads it more than in proportion to its length. */
@Tag("attack")
class ParserWorkAttackTest {
    private static final String HASH = "00112233445566778899aabbccddeeff00112233";

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static String bencoded(String text) {
        return text.length() + ":" + text;
    }

    @ParameterizedTest
    @ValueSource(strings = {"le", "de", "0:", "i0e", "1:a", "lllleeee", "d0:d0:0:ee"})
    void bencodeOfManyValues(String value) {
        GrowthOfWork.isLinear(
                60_000,
                n -> bytes("l" + value.repeat(n) + "e"),
                torrent -> Bencode.parse(torrent, Bencode.Limits.TORRENT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"i", "i0", "1", "9", "-", "l", "d", "d0:"})
    void bencodeThatNeverEndsAValue(String piece) {
        GrowthOfWork.isLinear(
                10 << 20,
                n -> bytes(piece.repeat(n / piece.length())),
                torrent -> Bencode.parse(torrent, Bencode.Limits.TORRENT));
    }

    private static byte[] torrentOf(int files, String entry) {
        String all =
                IntStream.range(0, files)
                        .mapToObj(i -> entry.replace("1:?", bencoded("f" + i)))
                        .collect(Collectors.joining());
        return bytes("d4:infod5:filesl" + all + "e4:name1:a12:piece lengthi16384e6:pieces0:ee");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "d6:lengthi0e4:pathl1:?ee",
                "d6:lengthi0e4:pathl1:a1:b1:c1:d1:e1:f1:g1:h1:i1:j1:?ee",
                "d4:attr1:p6:lengthi0e4:pathl1:?ee",
            })
    void torrentsOfManyFiles(String entry) {
        GrowthOfWork.isLinear(6_000, n -> torrentOf(n, entry), Metainfo::parse);
    }

    /** Texts that Java's hash does not tell apart: each bit of the number is an or c0. */
    private static String ofOneHash(int number) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < 16; bit++) {
            text.append((number >> bit & 1) == 0 ? "an" : "c0");
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1:?", "1:?1:x"})
    void torrentsWhoseNamesHaveOneHash(String path) {
        GrowthOfWork.isLinear(
                8_000,
                n ->
                        bytes(
                                "d4:infod5:filesl"
                                        + IntStream.range(0, n)
                                                .mapToObj(i -> bencoded(ofOneHash(i)))
                                                .map(name -> path.replace("1:?", name))
                                                .map(it -> "d6:lengthi0e4:pathl" + it + "ee")
                                                .collect(Collectors.joining())
                                        + "e4:name1:a12:piece lengthi16384e6:pieces0:ee"),
                Metainfo::parse);
    }

    @Test
    void torrentsOfManyTrackers() {
        GrowthOfWork.isLinear(
                10_000,
                n ->
                        bytes(
                                "d13:announce-listl"
                                        + "l8:http://xe".repeat(n)
                                        + "l8:http:// e".repeat(n)
                                        + "e4:infod6:lengthi0e4:name1:a12:piece lengthi16384e"
                                        + "6:pieces0:ee"),
                Metainfo::parse);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&",
                "tr=http://x&",
                "tr=http:// &",
                "xt.1=&",
                "x.pe=1.2.3.4:5&",
                "x.pe=a:1&",
                "%41",
                "tr=%",
                "so=1&",
                "so=0,1,2,",
                "dn=+++",
                "xl=1&",
                "xt=urn:btih:" + HASH + "&"
            })
    void magnetLinks(String piece) {
        GrowthOfWork.isLinear(
                32 << 10,
                n -> "magnet:?xt=urn:btih:" + HASH + "&dn=" + piece.repeat(n / piece.length() - 10),
                Magnet::parse);
    }

    @ParameterizedTest
    @ValueSource(strings = {"&", "a&", "a=%41&", "ip=1&", "info_hash=%00&", "%%", "+", "="})
    void queriesOfAnnouncesAndScrapes(String piece) {
        GrowthOfWork.isLinear(
                1 << 20,
                n -> piece.repeat(n / piece.length()),
                query -> {
                    try {
                        AnnounceRequest.parse(query);
                    } finally {
                        ScrapeRequest.parse(query);
                    }
                });
    }

    @ParameterizedTest
    @CsvSource({
        "failure reason, '\u001b'",
        "failure reason, '\u0000'",
        "warning message, '\u0085'",
        "tracker id, x",
        "peers, x",
        "peers6, x",
    })
    void answersOfTrackersWithLongTexts(String key, String piece) {
        String before = key.compareTo("interval") < 0 ? "" : "8:intervali1e";
        GrowthOfWork.isLinear(
                500_000,
                n -> bytes("d" + before + bencoded(key) + bencoded(piece.repeat(n)) + "e"),
                AnnounceResponse::parse);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3.4", "fe80::1%x", "fe80::1%1", "::ffff:1.2.3.4", "x", ""})
    void answersOfTrackersWithManyPeers(String ip) {
        GrowthOfWork.isLinear(
                4_000,
                n -> bytes("d5:peersl" + ("d2:ip" + bencoded(ip) + "4:porti1ee").repeat(n) + "ee"),
                AnnounceResponse::parse);
    }

    @Test
    void answersToScrapesWithManySwarms() {
        GrowthOfWork.isLinear(
                10_000,
                n ->
                        bytes(
                                "d5:filesd"
                                        + IntStream.range(0, n)
                                                .mapToObj("%020d"::formatted)
                                                .map(hash -> bencoded(hash) + "de")
                                                .collect(Collectors.joining())
                                        + "ee"),
                ScrapeResponse::parse);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "\u001b", " ", "\u202e"})
    void errorsOfTrackersOverUdp(String piece) {
        GrowthOfWork.isLinear(
                32 << 10, n -> piece.repeat(n) + "x", text -> new UdpResponse.Error(1, text));
    }

    @Test
    void handshakesOfPeersWithManyExtensions() {
        GrowthOfWork.isLinear(
                20_000,
                n ->
                        bytes(
                                "d1:md"
                                        + IntStream.range(0, n)
                                                .mapToObj("%06d"::formatted)
                                                .map(name -> bencoded(name) + "i1e")
                                                .collect(Collectors.joining())
                                        + "e1:v"
                                        + bencoded("\u001b".repeat(n))
                                        + "e"),
                ExtensionHandshake::parse);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "aB", "1a", " ", "é", "\u0301", "\ufdfa", "漢", "ﬃ"})
    void wordsOfLongTexts(String piece) {
        GrowthOfWork.isLinear(30_000, piece::repeat, Words::toFind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", ".", " ", "/", "tar.", "com", "\u202e", "é"})
    void longNames(String piece) {
        GrowthOfWork.isLinear(
                256 << 10,
                n -> piece.repeat(n / piece.length()),
                name -> {
                    FileType.of(name);
                    PeerAddress.parse(name);
                    InfoHash.parse(name);
                    SafeText.forTerminal(name);
                    SafeName.fitting(SafeName.of(name), " (2)", SafeName.MAX_BYTES);
                });
    }
}
