package dunlin.protocol.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionMessageTest {
    private static final MetadataMessage.Request REQUEST = new MetadataMessage.Request(3);

    @Test
    void readsWhatComesByOurNumbers() throws ProtocolException {
        assertThat(parse(0, "d1:pi6881ee"))
                .isInstanceOfSatisfying(
                        ExtensionHandshake.class, said -> assertThat(said.port()).hasValue(6881));
        assertThat(parse(Extension.UT_METADATA.number(), "d8:msg_typei0e5:piecei3ee"))
                .isEqualTo(REQUEST);
    }

    @Test
    void leavesUnreadWhatWeDidNotOffer() throws ProtocolException {
        int[] ours = Arrays.stream(Extension.values()).mapToInt(Extension::number).toArray();
        for (int number = 1; number < 256; number++) {
            int unknown = number;
            if (Arrays.stream(ours).noneMatch(n -> n == unknown)) {
                assertThat(parse(unknown, "not bencoded"))
                        .isEqualTo(new ExtensionMessage.Unspoken(unknown));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "i1e", "d", "d8:msg_typei0ee"})
    void refusesWhatItsNumberDoesNotSay(String payload) {
        assertThatThrownBy(() -> parse(Extension.UT_METADATA.number(), payload))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void sendsByTheNumbersOfWhoReceives() throws ProtocolException {
        Message.Extended sent = takes("i77e").wrap(REQUEST).orElseThrow();
        assertThat(sent.id()).isEqualTo(77);
        assertThat(MetadataMessage.parse(sent.payload())).isEqualTo(REQUEST);
    }

    @Test
    void sendsNothingToWhoTakesNone() throws ProtocolException {
        assertThat(takes("i0e").wrap(REQUEST)).isEmpty();
        assertThat(said("d1:mdee").wrap(REQUEST)).isEmpty();
    }

    private static ExtensionMessage parse(int number, String payload) throws ProtocolException {
        return ExtensionMessage.parse(new Message.Extended(number, payload.getBytes(ISO_8859_1)));
    }

    private static ExtensionHandshake takes(String number) throws ProtocolException {
        return said("d1:md11:ut_metadata" + number + "ee");
    }

    private static ExtensionHandshake said(String handshake) throws ProtocolException {
        return ExtensionHandshake.parse(handshake.getBytes(ISO_8859_1));
    }
}
