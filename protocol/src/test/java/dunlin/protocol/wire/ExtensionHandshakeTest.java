package dunlin.protocol.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionHandshakeTest {
    @Test
    void readsTheExampleOfTheSpecification() throws ProtocolException {
        ExtensionHandshake read =
                parse("d1:md11:LT_metadatai1e6:ut_pexi2ee1:pi6881e1:v13:\u00b5Torrent 1.2e");
        assertThat(read.number(Extension.UT_PEX)).hasValue(2);
        assertThat(read.number(Extension.UT_METADATA)).isEmpty();
        assertThat(read.port()).hasValue(6881);
        assertThat(read.client()).hasValue("\u00b5Torrent 1.2");
        assertThat(read.requestLimit()).isEqualTo(ExtensionHandshake.DEFAULT_REQUEST_QUEUE);
    }

    @Test
    void readsWhatItWrites() throws Exception {
        ExtensionHandshake ours = ours("Dunlin 0.1.0");
        assertThat(ExtensionHandshake.parse(ours.toBytes())).isEqualTo(ours);
    }

    @Test
    void staysBelowThousandBytesWhateverTheName() throws Exception {
        assertThat(ours("\uD83D\uDC26".repeat(500)).toBytes()).hasSizeLessThan(1000);
    }

    @ParameterizedTest
    @CsvSource({"-1", "0", "67108865", "9223372036854775807"})
    void takesAHugeOrSenselessMetadataSizeAsNotGiven(long size) throws ProtocolException {
        assertThat(parse("d13:metadata_sizei" + size + "ee").metadataSize()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-5,1", "0,1", "500,500", "1000000,2048", "9223372036854775807,2048"})
    void clampsTheRequestQueue(long told, int believed) throws ProtocolException {
        assertThat(parse("d4:reqqi" + told + "ee").requestLimit()).isEqualTo(believed);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 65536})
    void takesAPortThatIsNoneAsNotGiven(long port) throws ProtocolException {
        assertThat(parse("d1:pi" + port + "ee").port()).isEmpty();
    }

    @Test
    void keepsTheProgramsNameShortAndFitForATerminal() throws ProtocolException {
        String hostile = "\u001b[2J\u202egnp.exe" + "x".repeat(1000);
        String name = "d1:v" + hostile.getBytes(UTF_8).length + ":" + hostile + "e";
        assertThat(parse(name).client().orElseThrow())
                .hasSize(ExtensionHandshake.MAX_CLIENT)
                .doesNotContain("\u001b", "\u202e");
    }

    @Test
    void ignoresAnAddressOfAStrangeLengthAndNumbersOutOfRange() throws ProtocolException {
        ExtensionHandshake read = parse("d1:md11:ut_metadatai256e6:ut_pexi-1ee6:yourip3:abce");
        assertThat(read.yourIp()).isEmpty();
        assertThat(read.numbers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "d4:reqqi500e1:md11:ut_metadatai3eee",
                "d1:md11:ut_metadata1:3e4:reqq3:500e",
                "d1:md11:ut_metadatai3e6:ut_pexlee1:ple4:reqqi500e1:vi7e6:youripi1ee",
                "d1:md11:ut_metadatai3ee13:metadata_sizele4:reqqi500.0ee",
                "d1:md11:ut_metadatai3ee1:mle4:reqqi500e4:reqqi7ee",
                "d1:md11:ut_metadatai3ee4:reqqi500ee\n",
            })
    void passesOverWhateverIsOddAndTakesTheRest(String odd) throws ProtocolException {
        ExtensionHandshake read = parse(odd);
        assertThat(read.number(Extension.UT_METADATA)).hasValue(3);
        assertThat(read.requestLimit()).isEqualTo(500);
        assertThat(read.client()).isEmpty();
        assertThat(read.port()).isEmpty();
    }

    @Test
    void laterOnesChangeOnlyWhatTheyName() throws ProtocolException {
        ExtensionHandshake first = parse("d1:md11:ut_metadatai3e6:ut_pexi1ee4:reqqi500e1:v3:abce");
        ExtensionHandshake both = first.updatedBy(parse("d1:md6:ut_pexi0ee1:pi7ee"));
        assertThat(both.number(Extension.UT_PEX)).isEmpty();
        assertThat(both.number(Extension.UT_METADATA)).hasValue(3);
        assertThat(both.requestLimit()).isEqualTo(500);
        assertThat(both.port()).hasValue(7);
        assertThat(both.client()).hasValue("abc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "le", "i1e", "d1:m", "xde"})
    void refusesWhatIsNoSuchDictionary(String hostile) {
        assertThatThrownBy(() -> parse(hostile)).isInstanceOf(ProtocolException.class);
    }

    private static ExtensionHandshake ours(String client) throws UnknownHostException {
        return new ExtensionHandshake(
                Map.of(
                        Extension.UT_METADATA, 1,
                        Extension.UT_PEX, 2,
                        Extension.LT_DONTHAVE, 3),
                Optional.of(client),
                OptionalInt.of(6881),
                OptionalInt.of(2000),
                OptionalInt.of(31235),
                Optional.of(InetAddress.getByName("2001:db8::1")));
    }

    private static ExtensionHandshake parse(String bencode) throws ProtocolException {
        return ExtensionHandshake.parse(bencode.getBytes(UTF_8));
    }
}
