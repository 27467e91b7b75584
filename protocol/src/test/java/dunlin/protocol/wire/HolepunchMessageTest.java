package dunlin.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HolepunchMessageTest {
    private static final PeerAddress FOUR = PeerAddress.parse("10.1.2.3:6881").orElseThrow();
    private static final PeerAddress SIX = PeerAddress.parse("[2001:db8::1]:258").orElseThrow();

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    @Test
    void isWrittenAsBep55Says() {
        assertThat(new HolepunchMessage.Rendezvous(FOUR).toBytes())
                .isEqualTo(bytes("00 00 0a010203 1ae1 00000000"));
        assertThat(new HolepunchMessage.Connect(SIX).toBytes())
                .isEqualTo(bytes("01 01 20010db8000000000000000000000001 0102 00000000"));
        assertThat(new HolepunchMessage.Failed(FOUR, HolepunchMessage.Why.NO_SUPPORT).toBytes())
                .isEqualTo(bytes("02 00 0a010203 1ae1 00000003"));
    }

    @ParameterizedTest
    @CsvSource({"1, NO_SUCH_PEER", "2, NOT_CONNECTED", "3, NO_SUPPORT", "4, NO_SELF"})
    void errorsHaveTheCodesOfBep55(int code, HolepunchMessage.Why why) {
        assertThat(HolepunchMessage.parse(bytes("02 00 0a010203 1ae1 0000000" + code)))
                .contains(new HolepunchMessage.Failed(FOUR, why));
    }

    @Test
    void isReadWithoutTheCodeThatOnlyAnErrorNeeds() {
        // libtorrent leaves it out.
        assertThat(HolepunchMessage.parse(bytes("00 00 0a010203 1ae1")))
                .contains(new HolepunchMessage.Rendezvous(FOUR));
        assertThat(HolepunchMessage.parse(bytes("01 01 20010db8000000000000000000000001 0102")))
                .contains(new HolepunchMessage.Connect(SIX));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00 00 0a0102",
                "00 01 0a010203 1ae1 00000000",
                "00 02 0a010203 1ae1 00000000",
                "00 ff 0a010203 1ae1 00000000",
                "03 00 0a010203 1ae1 00000000",
                "ff 00 0a010203 1ae1 00000000",
                "02 00 0a010203 1ae1",
                "02 00 0a010203 1ae1 00000000",
                "02 00 0a010203 1ae1 00000005",
                "02 00 0a010203 1ae1 ffffffff"
            })
    void whatIsOddIsPassedOver(String hex) throws ProtocolException {
        assertThat(HolepunchMessage.parse(bytes(hex))).isEmpty();
        int number = Extension.UT_HOLEPUNCH.number();
        assertThat(ExtensionMessage.parse(new Message.Extended(number, bytes(hex))))
                .isEqualTo(new ExtensionMessage.Unspoken(number));
    }

    @Test
    void isSentUnderTheNumberOfItsReceiverAndHeardUnderOurs() throws ProtocolException {
        HolepunchMessage message = new HolepunchMessage.Rendezvous(SIX);
        ExtensionHandshake theirs =
                ExtensionHandshake.parse("d1:md12:ut_holepunchi4eee".getBytes());
        assertThat(theirs.wrap(message)).hasValueSatisfying(it -> assertThat(it.id()).isEqualTo(4));
        assertThat(ExtensionHandshake.NONE.wrap(message)).isEmpty();
        assertThat(
                        ExtensionMessage.parse(
                                new Message.Extended(
                                        Extension.UT_HOLEPUNCH.number(), message.toBytes())))
                .isEqualTo(message);
    }
}
