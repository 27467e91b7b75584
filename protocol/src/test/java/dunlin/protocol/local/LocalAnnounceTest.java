package dunlin.protocol.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.InfoHash;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalAnnounceTest {
    private static final String HEX = "0123456789abcdef0123456789abcdef01234567";
    private static final InfoHash ID = InfoHash.fromHex(HEX);

    private static Optional<LocalAnnounce> parse(String packet) {
        return LocalAnnounce.parse(packet.getBytes(ISO_8859_1));
    }

    @Test
    void isWrittenAsBep14Says() {
        LocalAnnounce announce = new LocalAnnounce(6881, List.of(ID), "biscuit");
        assertThat(new String(announce.toBytes("239.192.152.143:6771"), ISO_8859_1))
                .isEqualTo(
                        """
                        BT-SEARCH * HTTP/1.1\r
                        Host: 239.192.152.143:6771\r
                        Port: 6881\r
                        Infohash: %s\r
                        cookie: biscuit\r
                        \r
                        \r
                        """
                                .formatted(HEX));
    }

    @Test
    void aFullPacketFitsIntoAFrameAndIsReadAsItWasWritten() {
        LocalAnnounce full =
                new LocalAnnounce(
                        65535, Collections.nCopies(LocalAnnounce.MOST_SENT, ID), "0123abcd");
        byte[] packet = full.toBytes("[ff15::efc0:988f]:6771");
        assertThat(packet.length).isLessThanOrEqualTo(1_400);
        assertThat(LocalAnnounce.parse(packet)).contains(full);
    }

    @Test
    void headersComeInAnyOrderCaseAndSpacing() {
        assertThat(parse("BT-SEARCH * HTTP/1.1\nINFOHASH:" + HEX.toUpperCase() + "\nport:  7 \n"))
                .contains(new LocalAnnounce(7, List.of(ID), ""));
    }

    @Test
    void aShareThatIsOddIsPassedOverAlone() {
        assertThat(
                        parse(
                                "BT-SEARCH * HTTP/1.1\r\nPort: 7\r\nInfohash: abc\r\nInfohash: "
                                        + "z".repeat(40)
                                        + "\r\n:\r\nodd\r\nInfohash: "
                                        + HEX
                                        + "\r\n\r\n"))
                .contains(new LocalAnnounce(7, List.of(ID), ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n\r\n",
                "M-SEARCH * HTTP/1.1\r\nPort: 7\r\nInfohash: " + HEX,
                "BT-SEARCH * HTTP/1.1\r\nInfohash: " + HEX,
                "BT-SEARCH * HTTP/1.1\r\nPort: 0\r\nInfohash: " + HEX,
                "BT-SEARCH * HTTP/1.1\r\nPort: 65536\r\nInfohash: " + HEX,
                "BT-SEARCH * HTTP/1.1\r\nPort: -1\r\nInfohash: " + HEX,
                "BT-SEARCH * HTTP/1.1\r\nPort: 7\r\n"
            })
    void whatTellsNothingIsPassedOver(String packet) {
        assertThat(parse(packet)).isEmpty();
    }

    @Test
    void moreSharesThanFitAreNotRead() {
        String many = ("Infohash: " + HEX + "\n").repeat(70);
        assertThat(parse("BT-SEARCH * HTTP/1.1\nPort: 7\n" + many).orElseThrow().ids())
                .hasSize(LocalAnnounce.MOST_READ);
    }
}
