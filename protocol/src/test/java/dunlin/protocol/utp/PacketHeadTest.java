package dunlin.protocol.utp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacketHeadTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String NUMBERS =
            "fffe" + "80000001" + "fffffff0" + "ffffffff" + "ff00" + "0102";

    private final PacketHead head = new PacketHead();

    private boolean read(String hex) {
        return head.read(ByteBuffer.wrap(HEX.parseHex(hex)));
    }

    @Test
    void eachFieldIsReadAsItStandsOnTheWire() {
        assertTrue(read("01" + "00" + NUMBERS + "616263"));
        assertEquals(PacketType.DATA, head.type());
        assertEquals(0xfffe, head.connectionId());
        assertEquals(0x80000001, head.timestamp());
        assertEquals(-16, head.timestampDifference());
        assertEquals(0xffff_ffffL, head.window());
        assertEquals(0xff00, head.sequence());
        assertEquals(0x0102, head.acknowledged());
        assertEquals(0, head.selectiveCount());
        assertEquals(3, head.payloadLength());
        assertEquals('a', head.payload().get());
    }

    @ParameterizedTest
    @CsvSource({"01, DATA", "11, FIN", "21, STATE", "31, RESET", "41, SYN"})
    void theFirstByteSaysWhatAPacketIs(String first, PacketType type) {
        assertTrue(read(first + "00" + NUMBERS));
        assertEquals(type, head.type());
    }

    @ParameterizedTest
    @CsvSource({"00", "02", "51", "f1", "64"})
    void noOtherFirstByteIsTaken(String first) {
        assertFalse(read(first + "00" + NUMBERS));
    }

    @Test
    void aSelectiveAcknowledgementBeginsTwoAfterTheLastInOrderLowestBitFirst() {
        assertTrue(read("21" + "01" + NUMBERS + "00" + "04" + "05000080"));
        assertEquals(32, head.selectiveCount());
        assertTrue(head.isSelected(0));
        assertFalse(head.isSelected(1));
        assertTrue(head.isSelected(2));
        assertTrue(head.isSelected(31));
        assertEquals(0, head.payloadLength());
    }

    @Test
    void unknownExtensionsBeforeAndAfterAreSkipped() {
        String bits = "01" + "08" + "0000000000000000";
        String selective = "03" + "04" + "01000000";
        String reason = "7a" + "04" + "00000009";
        String padding = "00" + "00";
        assertTrue(read("01" + "02" + NUMBERS + bits + selective + reason + padding + "62"));
        assertTrue(head.isSelected(0));
        assertEquals(1, head.payloadLength());
        assertEquals('b', head.payload().get());
    }

    @ParameterizedTest
    @CsvSource({
        "00080000100000000000, true",
        "0008ffffffffffffffff, true",
        "00080000000000000000, false",
        "000400001000, false"
    })
    void aBitSaysWhoTakesLongPackets(String bits, boolean takesLong) {
        assertTrue(read("01" + "02" + NUMBERS + bits + "61"));
        assertEquals(takesLong, head.takesLong());
        assertTrue(read("01" + "00" + NUMBERS));
        assertFalse(head.takesLong());
    }

    @Test
    void oneOfAnOddLengthSaysWhatItSays() {
        assertTrue(read("21" + "01" + NUMBERS + "00" + "01" + "02"));
        assertEquals(8, head.selectiveCount());
        assertTrue(head.isSelected(1));
    }

    @ParameterizedTest
    @CsvSource({"00", "0004", "0004010203", "01", "0101"})
    void extensionsThatAreLongerThanThePacketAreRefused(String extension) {
        String packet = "21" + "01" + NUMBERS + extension;
        if (extension.equals("0101")) {
            packet += "00";
        }
        assertFalse(read(packet));
    }

    @Test
    void noPrefixOfAPacketIsOne() {
        String whole = "21" + "01" + NUMBERS + "00" + "04" + "05000080";
        for (int i = 0; i < whole.length(); i += 2) {
            assertFalse(read(whole.substring(0, i)), "of " + i / 2);
        }
    }

    @Test
    void whatIsPutIsReadAgainModuloItsSize() {
        ByteBuffer packet = ByteBuffer.allocate(PacketHead.LENGTH);
        PacketHead.put(
                packet,
                PacketType.DATA,
                0,
                0x1fffe,
                0x80000001,
                -16,
                Long.MAX_VALUE,
                0x5ff00,
                -65_536 + 0x0102);
        assertArrayEquals(HEX.parseHex("01" + "00" + NUMBERS), packet.array());
    }
}
