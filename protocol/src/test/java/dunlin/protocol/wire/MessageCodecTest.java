package dunlin.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {
    private final MessageCodec codec = new MessageCodec(FrameLimits.PIECES_UNKNOWN);

    static Stream<Arguments> everyMessage() {
        return Stream.of(
                Arguments.of("00000000", new Message.KeepAlive()),
                Arguments.of("0000000100", new Message.Choke()),
                Arguments.of("0000000101", new Message.Unchoke()),
                Arguments.of("0000000102", new Message.Interested()),
                Arguments.of("0000000103", new Message.NotInterested()),
                Arguments.of("00000005040000000a", new Message.Have(10)),
                Arguments.of("0000000305fac0", new Message.BitfieldMessage(bytes("fac0"))),
                Arguments.of(
                        "0000000d06000000010000400000004000", new Message.Request(1, 16384, 16384)),
                Arguments.of("0000000d070000000100004000", new Message.Piece(1, 16384, 4)),
                Arguments.of(
                        "0000000d08000000010000400000004000", new Message.Cancel(1, 16384, 16384)),
                Arguments.of("00000003091ae1", new Message.Port(6881)),
                Arguments.of("000000050d00000003", new Message.Suggest(3)),
                Arguments.of("000000010e", new Message.HaveAll()),
                Arguments.of("000000010f", new Message.HaveNone()),
                Arguments.of(
                        "0000000d10000000010000400000004000", new Message.Reject(1, 16384, 16384)),
                Arguments.of("000000051100000003", new Message.AllowedFast(3)),
                Arguments.of("000000041403aabb", new Message.Extended(3, bytes("aabb"))));
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void readsAndWritesTheBytesOfTheSpecification(String wire, Message message)
            throws ProtocolException {
        ByteBuffer out = ByteBuffer.allocate(64);
        MessageCodec.put(message, out);
        assertThat(HexFormat.of().formatHex(out.array(), 0, out.position())).isEqualTo(wire);
        assertThat(MessageCodec.length(message)).isEqualTo(out.position());
        assertThat(codec.next(out.flip())).usingRecursiveComparison().isEqualTo(message);
        assertThat(out.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void takesNothingBeforeTheWholeMessageIsThere(String wire, Message message)
            throws ProtocolException {
        byte[] frame = bytes(wire);
        for (int there = 0; there < frame.length; there++) {
            ByteBuffer in = ByteBuffer.wrap(frame, 0, there);
            assertThat(codec.next(in)).isNull();
            assertThat(in.position()).isZero();
            if (there > 4) {
                assertThat(MessageCodec.needed(in)).isEqualTo(frame.length);
            }
        }
        assertThat(codec.next(ByteBuffer.wrap(frame)))
                .usingRecursiveComparison()
                .isEqualTo(message);
    }

    @Test
    void leavesABlocksPayloadInTheStream() throws ProtocolException {
        ByteBuffer in = ByteBuffer.wrap(bytes("0000000b070000000100000000cafe0000000100"));
        assertThat(codec.next(in)).isEqualTo(new Message.Piece(1, 0, 2));
        assertThat(in.getShort()).isEqualTo((short) 0xcafe);
        assertThat(codec.next(in)).isEqualTo(new Message.Choke());
    }

    @Test
    void readsNegativeNumbersAsTheyCame() throws ProtocolException {
        assertThat(codec.next(ByteBuffer.wrap(bytes("0000000504ffffffff"))))
                .isEqualTo(new Message.Have(-1));
    }

    @Test
    void passesOverAMessageItDoesNotKnow() throws ProtocolException {
        ByteBuffer in = ByteBuffer.wrap(bytes("0000000463aabbcc" + "0000000101"));
        assertThat(codec.next(in)).isEqualTo(new Message.Unknown(0x63));
        assertThat(codec.next(in)).isEqualTo(new Message.Unchoke());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "40000000", // 1 GiB
                "ffffffff", // 4 GiB, or -1
                "000000020000", // a choke with a byte too many
                "0000000404", // a have with a byte too few
                "000000060400", // and one too many
                "0000000c06", // a request cut short
                "000000090700", // a block of nothing
                "0002000a07", // a block of 128 KiB and one byte
                "000000020900", // half a port
                "0000000114", // an extension message without its number
                "0004000314", // and one over the limit
                "0008000205", // a bitfield over the limit
                "0004000263" // an unknown message over the limit
            })
    void refusesALengthThatItsMessageCannotHave(String hostile) {
        assertThatThrownBy(() -> codec.next(ByteBuffer.wrap(bytes(hostile))))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(" bytes");
    }

    @Test
    void refusesABitfieldOfAnotherLengthOnceThePiecesAreKnown() throws ProtocolException {
        MessageCodec ofTenPieces = new MessageCodec(FrameLimits.ofPieces(10));
        for (String wrong : List.of("000000020500", "0000000405000000")) {
            assertThatThrownBy(() -> ofTenPieces.next(ByteBuffer.wrap(bytes(wrong))))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("where 2 belong");
        }
        assertThat(ofTenPieces.next(ByteBuffer.wrap(bytes("00000003050000"))))
                .isInstanceOf(Message.BitfieldMessage.class);
    }

    @Test
    void neverSendsAMessageThatItDoesNotKnow() {
        assertThatThrownBy(() -> MessageCodec.length(new Message.Unknown(99)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
