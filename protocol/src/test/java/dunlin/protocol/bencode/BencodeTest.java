package dunlin.protocol.bencode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.bencode.Bencode.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BencodeTest {
    private static BValue parse(String input) throws ProtocolException {
        return Bencode.parse(input.getBytes(ISO_8859_1), Limits.MESSAGE);
    }

    private static BDictionary dictionary(String input) throws ProtocolException {
        return Bencode.dictionary(input.getBytes(ISO_8859_1), Limits.MESSAGE);
    }

    @ParameterizedTest
    @CsvSource({
        "i3e, 3",
        "i-3e, -3",
        "i0e, 0",
        "i9223372036854775807e, 9223372036854775807",
        "i-9223372036854775808e, -9223372036854775808"
    })
    void readsIntegers(String input, long value) throws ProtocolException {
        assertThat(((BInteger) parse(input)).value()).isEqualTo(value);
    }

    @Test
    void readsStringsOfBytesAndOfText() throws ProtocolException {
        assertThat(((BString) parse("4:spam")).text()).isEqualTo("spam");
        assertThat(((BString) parse("0:")).length()).isZero();
        assertThat(((BString) parse("2:\0\u00ff")).bytes()).containsExactly(0, 0xff);
    }

    @Test
    void readsTheListAndTheDictionaryOfTheSpecification() throws ProtocolException {
        assertThat(((BList) parse("l4:spam4:eggse")).values())
                .containsExactly(parse("4:spam"), parse("4:eggs"));
        BDictionary dictionary = dictionary("d4:spaml1:a1:bee");
        assertThat(dictionary.requireList("spam").values())
                .containsExactly(parse("1:a"), parse("1:b"));
        assertThat(dictionary.entries()).hasSize(1);
    }

    @Test
    void keepsTheRawBytesOfAValueInsideAnother() throws ProtocolException {
        BDictionary info = dictionary("d1:ai1e4:infod1:xi2ee1:z0:e").requireDictionary("info");
        assertThat(info.encoded()).asString(ISO_8859_1).isEqualTo("d1:xi2ee");
        assertThat(info.start()).isEqualTo(13);
        assertThat(info.end()).isEqualTo(21);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "i",
                "ie",
                "i-e",
                "i-0e",
                "i00e",
                "i01e",
                "i-01e",
                "i1",
                "i1.5e",
                "i+1e",
                "i 1e",
                "i--1e",
                "i9223372036854775808e",
                "i-9223372036854775809e",
                "i99999999999999999999999999e"
            })
    void refusesEveryOtherWayToWriteAnInteger(String input) {
        assertThatThrownBy(() -> parse(input))
                .isInstanceOf(ProtocolException.class)
                .hasMessageStartingWith("bad bencode at byte ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1:",
                "3:ab",
                "99999999999:",
                "99999999999999999999999999:a",
                "-1:a",
                "01:a",
                "00:",
                "1",
                "1a",
                ":"
            })
    void refusesAStringWhoseLengthIsFalse(String input) {
        assertThatThrownBy(() -> parse(input))
                .isInstanceOf(ProtocolException.class)
                .hasMessageStartingWith("bad bencode at byte ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"l", "li1e", "d", "d1:a", "d1:ae", "d1:ai1e", "di1ei2ee", "dlei1ee", "e"})
    void refusesListsAndDictionariesThatAreBroken(String input) {
        assertThatThrownBy(() -> parse(input)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void refusesKeysThatAreTwiceThere() {
        assertThatThrownBy(() -> parse("d1:ai1e1:ai2ee")).hasMessageContaining("\"a\" twice");
        assertThatThrownBy(() -> parse("d1:bi1e1:ai2e1:bi3ee")).hasMessageContaining("\"b\" twice");
    }

    private static BDictionary message(String input) throws ProtocolException {
        return Bencode.message(input.getBytes(ISO_8859_1));
    }

    @Test
    void inAMessageTheFirstOfEqualKeysCounts() throws ProtocolException {
        BDictionary twice = message("d1:bi1e1:ai2e1:bi3e1:ai4ee");
        assertThat(twice.requireInteger("a")).isEqualTo(2);
        assertThat(twice.requireInteger("b")).isEqualTo(1);
        assertThat(message("d1:ai1e1:ai2e1:ai3e1:bi4ee").requireInteger("a")).isEqualTo(1);
    }

    @Test
    void aMessageEndsWhereItsDictionaryEnds() throws ProtocolException {
        assertThat(message("d1:ai1ee\n").requireInteger("a")).isEqualTo(1);
        assertThat(message("d1:ai1ee6:peers6").end()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({
        "i007e, 7",
        "i-0e, 0",
        "ie, 0",
        "i18446744073709551615e, 9223372036854775807",
        "i-99999999999999999999e, -9223372036854775807",
        "i1800.9e, 1800",
        "4:1800, 1800",
        "6:1800.9, 1800",
        "2:-1, -1",
    })
    void inAMessageANumberIsTheNearestOne(String written, long read) throws ProtocolException {
        assertThat(message("d1:a" + written + "1:b1:xe").maybeInteger("a")).hasValue(read);
    }

    @Test
    void passesOverWhatOnlyAdvisesAndIsOfAnotherType() throws ProtocolException {
        BDictionary odd = message("d1:al1:xe1:bi1e1:c3:1x2e");
        assertThat(odd.maybeInteger("a")).isEmpty();
        assertThat(odd.maybeInteger("c")).isEmpty();
        assertThat(odd.maybeString("b")).isEmpty();
        assertThat(odd.maybeList("b")).isEmpty();
        assertThat(odd.maybeDictionary("a")).isEmpty();
        assertThat(odd.maybeList("a")).isPresent();
    }

    @Test
    void aMessageIsWithinItsLimitsToo() {
        assertThatThrownBy(() -> message("l".repeat(17))).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> message("d" + "1:ai1e".repeat(60_000) + "e"))
                .hasMessageContaining("values");
        assertThatThrownBy(() -> message("d1:a2000000:" + "x".repeat(2_000_000) + "e"))
                .hasMessageContaining("1048566 left");
        assertThatThrownBy(() -> message("d1:ai1")).hasMessageContaining("ends inside");
        assertThatThrownBy(() -> message("le")).isInstanceOf(ProtocolException.class);
    }

    @Test
    void findsKeysInWhateverOrderTheyStand() throws ProtocolException {
        BDictionary unsorted = (BDictionary) parse("d1:ci3e1:ai1e1:\u00ffi4e1:bi2ee");
        assertThat(unsorted.requireInteger("a")).isEqualTo(1);
        assertThat(unsorted.requireInteger("b")).isEqualTo(2);
        assertThat(unsorted.requireInteger("c")).isEqualTo(3);
        assertThat(unsorted.entries().getFirst().value()).hasToString("3");
        assertThat(unsorted.get("d")).isEmpty();
    }

    @Test
    void refusesBytesAfterTheEnd() {
        assertThatThrownBy(() -> parse("i1ei2e"))
                .hasMessage("3 bytes after the end of the bencoded value");
    }

    @Test
    void readsAPrefixAndSaysWhereItEnds() throws ProtocolException {
        byte[] input = "xxd1:ai1eepayload".getBytes(ISO_8859_1);
        assertThat(Bencode.parsePrefix(input, 2, Limits.MESSAGE).end()).isEqualTo(10);
    }

    @Test
    void refusesAMillionNestedLists() {
        assertThatThrownBy(() ->
                        Bencode.parse("l".repeat(1_000_000).getBytes(ISO_8859_1), Limits.TORRENT))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("nested deeper than 128");
    }

    @Test
    void readsAsDeepAsItsLimitAndNoDeeper() throws ProtocolException {
        Limits two = new Limits(100, 2, 100);
        assertThat(Bencode.parse("ll0:ee".getBytes(ISO_8859_1), two)).isInstanceOf(BList.class);
        assertThatThrownBy(() -> Bencode.parse("llleee".getBytes(ISO_8859_1), two))
                .hasMessageContaining("nested deeper than 2");
    }

    @Test
    void refusesMoreBytesOrValuesThanItsLimits() throws ProtocolException {
        byte[] three = "li1ei2ee".getBytes(ISO_8859_1);
        assertThat(Bencode.parse(three, new Limits(8, 1, 3))).isInstanceOf(BList.class);
        assertThatThrownBy(() -> Bencode.parse(three, new Limits(8, 1, 2)))
                .hasMessageContaining("more than 2 values");
        assertThatThrownBy(() -> Bencode.parse(three, new Limits(7, 1, 3)))
                .hasMessageContaining("at most 7");
        assertThatThrownBy(() -> Bencode.parsePrefix(three, 0, new Limits(7, 1, 3)))
                .hasMessageContaining("more than 7 bytes");
    }

    @Test
    void namesTheKeyAndTheTypeThatWasMet() throws ProtocolException {
        BDictionary dictionary = dictionary("d1:al2:hie1:bi7e1:t2:\u00ff\u00fee");
        assertThatThrownBy(() -> dictionary.string("a"))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("\"a\" is a list where a string belongs");
        assertThatThrownBy(() -> dictionary.requireDictionary("b"))
                .hasMessage("\"b\" is an integer where a dictionary belongs");
        assertThatThrownBy(() -> dictionary.requireInteger("c")).hasMessage("\"c\" is missing");
        assertThatThrownBy(() -> dictionary.text("t"))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("not UTF-8");
        assertThat(dictionary.list("c")).isEmpty();
        assertThat(dictionary.integer("b")).hasValue(7);
    }

    @Test
    void refusesAListWhereADictionaryIsExpected() {
        assertThatThrownBy(() -> dictionary("le")).hasMessage("a list where a dictionary belongs");
    }

    @Test
    void findsEveryKeyOfALargeDictionary() throws ProtocolException {
        BencodeWriter writer = new BencodeWriter().dictionary();
        for (int i = 100; i < 1000; i++) {
            writer.key("key" + i).integer(i);
        }
        BDictionary dictionary = Bencode.dictionary(writer.end().toBytes(), Limits.MESSAGE);
        for (int i = 100; i < 1000; i++) {
            assertThat(dictionary.integer("key" + i)).hasValue(i);
        }
        assertThat(dictionary.get("key1000")).isEmpty();
        assertThat(dictionary.get("")).isEmpty();
    }
}
