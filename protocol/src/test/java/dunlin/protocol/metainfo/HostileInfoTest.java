package dunlin.protocol.metainfo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Info dictionaries that lie, overflow, or would lead a fetch astray. */
class HostileInfoTest {
    private static final String HASH = "h".repeat(20);

    private static Info parse(String info) throws ProtocolException {
        return Info.parse(info.getBytes(ISO_8859_1));
    }

    /** A share of one file of this length. */
    private static String single(String length, String pieceLength, int hashes) {
        return "d6:length"
                + length
                + "4:name1:a12:piece length"
                + pieceLength
                + "6:pieces"
                + hashes * 20
                + ":"
                + HASH.repeat(hashes)
                + "e";
    }

    /** A share of these files, a piece of 16 KiB in all. */
    private static String folder(String files) {
        return "d5:filesl" + files + "e4:name1:a12:piece lengthi16384e6:pieces20:" + HASH + "e";
    }

    private static String file(String length, String... path) {
        return "d6:lengthi" + length + "e4:pathl" + names(path) + "ee";
    }

    private static String names(String... names) {
        StringBuilder all = new StringBuilder();
        for (String name : names) {
            all.append(name.getBytes(ISO_8859_1).length).append(':').append(name);
        }
        return all.toString();
    }

    private static void refused(String info, String why) {
        assertThatThrownBy(() -> parse(info))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(why);
    }

    private static String fixture(String name) throws IOException {
        String torrent = new String(RealTorrentsTest.bytes(name), ISO_8859_1);
        int from = torrent.indexOf("4:infod") + 6;
        int layers = torrent.indexOf("12:piece layers");
        return torrent.substring(from, layers < 0 ? torrent.indexOf("8:url-list") : layers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"i0e", "i-1e", "i2147483648e", "i1073741825e", "1:1", "le"})
    void refusesAPieceLengthThatIsNone(String pieceLength) {
        refused(single("i1e", pieceLength, 1), "piece length");
    }

    @ParameterizedTest
    @CsvSource({
        "i-1e, a file of -1 bytes",
        "i16385e, 2 hashes",
        "i0e, 0 hashes",
        "i9223372036854775807e, more than 2097152 pieces",
        "i9223372036854775808e, does not fit 64 bits",
        "3:abc, \"length\" is a string"
    })
    void refusesALengthThatIsFalse(String length, String why) {
        refused(single(length, "i16384e", 1), why);
    }

    @Test
    void refusesLengthsThatAddUpPastTheNumbers() {
        String huge = "9223372036854775807";
        refused(folder(file(huge, "a") + file(huge, "b")), "add up past 2^63");
        refused(folder(file("1", "a") + file(huge, "b")), "add up past 2^63");
    }

    @Test
    void refusesMillionsOfPieces() {
        refused(single("i2097153e", "i1e", 1), "2097153 bytes in pieces of 1: more than 2097152");
    }

    @Test
    void refusesHashesThatAreNoMultipleOfTwenty() {
        refused(
                "d6:lengthi1e4:name1:a12:piece lengthi16384e6:pieces19:hhhhhhhhhhhhhhhhhhhe",
                "19 bytes");
    }

    @Test
    void readsAnEmptyFile() throws ProtocolException {
        Info info = parse(single("i0e", "i16384e", 0));
        assertThat(info.geometry().pieces()).isZero();
        assertThat(info.contentSize()).isZero();
    }

    @Test
    void refusesASingleFileThatIsAlsoAFolderOrNeither() {
        refused(
                "d5:filesle6:lengthi1e4:name1:a12:piece lengthi16384e6:pieces20:" + HASH + "e",
                "either");
        refused("d4:name1:a12:piece lengthi16384e6:pieces0:e", "either");
        refused("d6:lengthi1e4:name1:a12:piece lengthi16384ee", "neither");
    }

    @Test
    void refusesAFolderWithoutFilesOrWithOtherThingsInIt() {
        refused(folder(""), "without files");
        refused(folder("i1e"), "not dictionaries");
        refused(folder("d6:lengthi1e4:pathlee"), "empty path");
        refused(folder("d6:lengthi1e4:pathli1eee"), "not names");
        refused(folder("d6:lengthi1ee"), "\"path\" is missing");
        refused(folder("d4:pathl1:aee"), "\"length\" is missing");
    }

    @Test
    void refusesNamesThatLeadOutWhereverTheyStand() {
        refused(single("i1e", "i16384e", 1).replace("1:a", names("..")), "leads out");
        refused(folder(file("1", "..")), "leads out");
        refused(folder(file("1", "..", "b")), "leads out");
        refused(folder("d6:lengthi1e4:pathl1:ae10:path.utf-8l2:..ee"), "leads out");
    }

    @Test
    void refusesAV2NameThatLeadsOut() throws IOException {
        String info = fixture("libtorrent-v2-folder");
        refused(info.replace("3:sub", "2:.."), "leads out");
        refused(info.replace("13:a big one.bin", "2:.."), "leads out");
    }

    @Test
    void refusesALinkThatHasBytes() {
        refused(
                folder("d4:attr1:l6:lengthi1e4:pathl1:ae12:symlink pathl1:bee"),
                "symbolic link of 1 bytes");
    }

    @Test
    void allowsPaddingFilesOfOneName() throws ProtocolException {
        String padding = "d4:attr1:p6:lengthi5e4:pathl4:.pad1:5ee";
        Info info = parse(folder(file("5", "a") + padding + file("1", "b") + padding));
        assertThat(info.contentSize()).isEqualTo(6);
        assertThat(info.geometry().size()).isEqualTo(16);
    }

    @Test
    void prefersTheNamesThatAreSaidToBeUtf8() throws ProtocolException {
        Info info =
                parse(
                        "d5:filesld6:lengthi1e4:pathl1:\u00fce10:path.utf-8l2:\u00c3\u00bceee4:name1:\u00fc"
                                + "10:name.utf-82:\u00c3\u00bc12:piece lengthi16384e6:pieces20:"
                                + HASH
                                + "e");
        assertThat(info.name()).isEqualTo("ü");
        assertThat(info.files().getFirst().path()).containsExactly("ü");
    }

    @Test
    void readsNamesOfOldEncodingsWithoutTheirLetters() throws ProtocolException {
        Info info = parse(single("i1e", "i16384e", 1).replace("1:a", "5:gr\u00fcn!"));
        assertThat(info.name()).isEqualTo("gr\ufffdn!");
    }

    @Test
    void knowsAPrivateShare() throws ProtocolException {
        String info = single("i1e", "i16384e", 1);
        String ending = info.substring(0, info.length() - 1);
        assertThat(parse(ending + "7:privatei1ee").isPrivate()).isTrue();
        assertThat(parse(ending + "7:privatei0ee").isPrivate()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "12:piece lengthi16384e, 12:piece lengthi8192e, power of two",
        "12:piece lengthi16384e, 12:piece lengthi24576e, power of two",
        "12:meta versioni2e, 12:meta versioni3e, 'is 3, not 2'",
        "12:meta versioni2e, '', neither \"pieces\" nor",
        "9:file tree, 9:file trea, \"file tree\" is missing",
        "d0:d6:lengthi0ee, d0:d6:lengthi1ee, without a root",
        "6:lengthi20000e, 6:lengthi0e, with a root",
        "d0:d6:lengthi0ee, d0:d6:lengthi-1ee, -1 bytes",
        "5:emptyd0:d6:lengthi0eee, 5:emptyd0:d6:lengthi0ee1:xdee, a file and a folder at once",
        "5:emptyd0:d6:lengthi0eee, 5:emptyi1e, holds 1",
        "5:emptyd0:d6:lengthi0eee, 5:emptyd0:i1ee, \"\" is an integer",
        "4:attr1:x, 4:attr1:l, symbolic link of"
    })
    void refusesAV2TreeThatIsFalse(String there, String instead, String why) throws IOException {
        String info = fixture("libtorrent-v2-folder");
        assertThat(info).contains(there);
        refused(info.replace(there, instead), why);
    }

    @Test
    void refusesAShareWithAnEmptyTree() {
        refused(
                "d9:file treede12:meta versioni2e4:name1:a12:piece lengthi16384ee",
                "without files");
    }

    @Test
    void refusesAHybridThatSaysTwoThings() throws IOException {
        String info = fixture("libtorrent-hybrid-folder");
        refused(info.replace("i100000e4:path", "i100001e4:path"), "in v1 and");
        refused(info.replace("5:smalleed4:attr", "5:SMALLeed4:attr"), "in v1 and");
        refused(info.replace("d6:lengthi0e4:pathl5:emptyee", ""), "3 files in v1 and 4 in v2");
        refused(
                info.replace("i14688e4:pathl4:.pad", "i14687e4:pathl4:.pad"),
                "begins inside a piece");
    }

    @Test
    void hashesTheBytesThatCameAndIgnoresUnknownKeys() throws ProtocolException {
        Info plain = parse(single("i1e", "i16384e", 1));
        Info more = parse("d1:Xi1e" + single("i1e", "i16384e", 1).substring(1));
        assertThat(more.id()).isNotEqualTo(plain.id());
        assertThat(more.bytes()).asString(UTF_8).startsWith("d1:Xi1e6:length");
    }

    @Test
    void answersNoHashOfAPieceThatIsNotThere() throws ProtocolException, IOException {
        Info info = parse(single("i1e", "i16384e", 1));
        assertThat(info.pieceHash(0)).isEqualTo(HASH.getBytes(UTF_8));
        assertThatThrownBy(() -> info.pieceHash(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> info.pieceHash(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        Info v2 = parse(fixture("libtorrent-v2-file"));
        assertThatThrownBy(() -> v2.pieceHash(0)).isInstanceOf(IllegalStateException.class);
    }
}
