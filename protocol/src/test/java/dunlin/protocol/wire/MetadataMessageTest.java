package dunlin.protocol.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataMessageTest {
    static Stream<Arguments> everyMessage() {
        return Stream.of(
                Arguments.of("d8:msg_typei0e5:piecei0ee", new MetadataMessage.Request(0)),
                Arguments.of(
                        "d8:msg_typei1e5:piecei1e10:total_sizei16389eexxxxx",
                        new MetadataMessage.Data(1, 16389, "xxxxx".getBytes(ISO_8859_1))),
                Arguments.of("d8:msg_typei2e5:piecei0ee", new MetadataMessage.Reject(0)));
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void readsAndWritesTheBytesOfTheSpecification(String wire, MetadataMessage message)
            throws ProtocolException {
        assertThat(new String(message.toBytes(), ISO_8859_1)).isEqualTo(wire);
        assertThat(parse(wire)).usingRecursiveComparison().isEqualTo(message);
    }

    @Test
    void ignoresATypeOfALaterSpecification() throws ProtocolException {
        assertThat(parse("d8:msg_typei7e5:piecei0ee")).isEqualTo(new MetadataMessage.Unknown(0));
        assertThat(parse("d8:msg_typele5:piecei0ee")).isEqualTo(new MetadataMessage.Unknown(0));
        assertThat(parse("d5:piecei0ee")).isEqualTo(new MetadataMessage.Unknown(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "d5:piecei3e8:msg_typei0ee",
                "d8:msg_type1:05:piece1:3e",
                "d8:msg_typei0e5:piecei03ee",
                "d8:msg_typei0e5:piecei3e10:total_sizelee",
                "d8:msg_typei0e5:piecei3e5:piecei4ee",
                "d8:msg_typei0e5:piecei3ee\n",
            })
    void readsARequestInWhateverOrderAndTypes(String odd) throws ProtocolException {
        assertThat(parse(odd)).isEqualTo(new MetadataMessage.Request(3));
    }

    @Test
    void takesAPieceWithoutDataAsARefusal() throws ProtocolException {
        assertThat(parse("d8:msg_typei1e5:piecei0e10:total_sizei16384ee"))
                .isEqualTo(new MetadataMessage.Reject(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "d8:msg_typei1e5:piecei0e10:total_sizei5eexxxx", // a byte too few
                "d8:msg_typei1e5:piecei0e10:total_sizei5eexxxxxx", // a byte too many
                "d8:msg_typei1e5:piecei7e10:total_sizei5eexxxxx", // a piece beyond the size
                "d8:msg_typei1e5:piecei0e10:total_sizei0eex",
                "d8:msg_typei1e5:piecei0e10:total_sizei-1eex",
                "d8:msg_typei1e5:piecei0e10:total_sizei67108865eex", // over 64 MiB
                "d8:msg_typei1e5:piecei0eex", // no size
                "d8:msg_typei0e5:piecei-1ee",
                "d8:msg_typei0e5:piecei4096ee", // over 64 MiB
                "d8:msg_typei0e5:piecei9223372036854775807ee",
                "d8:msg_typei0ee",
                "le",
                ""
            })
    void refusesWhatCannotBe(String hostile) {
        assertThatThrownBy(() -> parse(hostile)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void cutsMetadataIntoPiecesOf16KiB() {
        assertThat(MetadataMessage.pieces(16384)).isEqualTo(1);
        assertThat(MetadataMessage.pieces(16385)).isEqualTo(2);
        assertThat(MetadataMessage.length(1, 16385)).isEqualTo(1);
        assertThat(MetadataMessage.length(0, 16385)).isEqualTo(16384);
    }

    private static MetadataMessage parse(String payload) throws ProtocolException {
        return MetadataMessage.parse(payload.getBytes(ISO_8859_1));
    }
}
