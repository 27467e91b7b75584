package dunlin.protocol.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.overlay.OverlayMessage.Answer;
import dunlin.protocol.overlay.OverlayMessage.Bye;
import dunlin.protocol.overlay.OverlayMessage.Ping;
import dunlin.protocol.overlay.OverlayMessage.Question;
import dunlin.protocol.overlay.OverlayMessage.Refer;
import dunlin.protocol.overlay.OverlayMessage.Unknown;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OverlayMessageTest {
    private static final int ROUNDS = 2_000;

    static Stream<Map.Entry<String, OverlayMessage>> samples() {
        return Samples.all().entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatIsWrittenIsReadAgain(Map.Entry<String, OverlayMessage> sample) throws Exception {
        byte[] bytes = sample.getValue().toBytes();
        assertThat(OverlayMessage.parse(bytes)).isEqualTo(sample.getValue());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatFollowsTheLastFieldIsPassedOver(Map.Entry<String, OverlayMessage> sample)
            throws Exception {
        byte[] bytes = sample.getValue().toBytes();
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 9);
        longer[bytes.length] = 0x55;
        assertThat(OverlayMessage.parse(longer)).isEqualTo(sample.getValue());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aMessageThatEndsTooEarlyIsRefused(Map.Entry<String, OverlayMessage> sample) {
        byte[] bytes = sample.getValue().toBytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] shorter = Arrays.copyOf(bytes, length);
            assertThatExceptionOfType(ProtocolException.class)
                    .as("the first %d bytes", length)
                    .isThrownBy(() -> OverlayMessage.parse(shorter));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aBrokenMessageIsReadOrRefusedAndNeverReadInTwoWays(
            Map.Entry<String, OverlayMessage> sample) {
        byte[] original = sample.getValue().toBytes();
        Random random = new Random(sample.getKey().hashCode());
        for (int round = 0; round < ROUNDS; round++) {
            byte[] broken = original.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            try {
                OverlayMessage read = OverlayMessage.parse(broken);
                if (!(read instanceof Unknown)) {
                    assertThat(OverlayMessage.parse(read.toBytes())).isEqualTo(read);
                }
            } catch (ProtocolException e) {
                assertThat(e.getMessage()).isNotBlank().doesNotContain("\n", "\0", "\033");
            }
        }
    }

    @Test
    void aKindOfALaterVersionIsUnknown() throws Exception {
        assertThat(OverlayMessage.parse(new byte[] {99, 1, 2, 3})).isEqualTo(new Unknown(99));
    }

    @Test
    void aReasonOfALaterVersionIsAnother() throws Exception {
        assertThat(OverlayMessage.parse(new byte[] {3, 77})).isEqualTo(new Bye(Bye.Reason.OTHER));
    }

    @Test
    void aPingIsNineBytes() {
        assertThat(new Ping(0x0102030405060708L).toBytes())
                .containsExactly(4, 1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void moreContactsThanAreAllowedAreRefusedBeforeTheyAreRead() {
        byte[] many = new byte[2];
        many[0] = 9;
        many[1] = (byte) 17;
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> OverlayMessage.parse(many))
                .withMessage("17 contacts in an overlay message, 16 are allowed");
    }

    @Test
    void anIpv4AddressHasOneFormOnly() {
        byte[] mapped =
                ByteBuffer.allocate(1 + 1 + 8 + 1 + 16 + 2)
                        .put((byte) 9)
                        .put((byte) 1)
                        .putLong(7)
                        .put((byte) 6)
                        .putLong(0)
                        .putLong(PeerAddress.ipv4(0x7f000001, 0).low())
                        .putShort((short) 1)
                        .array();
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> OverlayMessage.parse(mapped))
                .withMessageContaining("in the form of IPv6");
    }

    @Test
    void aNameThatWouldNotBeShownAsItIsIsRefused() {
        CardHead head = Samples.HEAD;
        for (String name : List.of(" Tempest", "Tem\u202epest", "", "Tem\u001bpest")) {
            CardHead named =
                    new CardHead(
                            head.member(),
                            0,
                            1,
                            1,
                            head.address(),
                            List.of(),
                            name,
                            0,
                            List.of(),
                            head.digest(),
                            head.signature());
            byte[] bytes = new Answer(Samples.QUESTION, List.of(named), Optional.empty()).toBytes();
            assertThatExceptionOfType(ProtocolException.class)
                    .as(name)
                    .isThrownBy(() -> OverlayMessage.parse(bytes));
        }
    }

    @Test
    void anAnswerLeavesOutTheHeadsThatDoNotFit() throws Exception {
        Answer full =
                new Answer(
                        Samples.QUESTION,
                        Collections.nCopies(32, Samples.HEAD),
                        Optional.of(Samples.HITS));
        byte[] bytes = full.toBytes();
        Answer read = (Answer) OverlayMessage.parse(bytes);
        int head = CardCodec.length(Samples.HEAD);
        assertThat(bytes).hasSizeBetween(4_096 - head, 4_096);
        assertThat(read.hits()).isEqualTo(full.hits());
        assertThat(read.heads()).isNotEmpty().allMatch(Samples.HEAD::equals);
    }

    @Test
    void anAnswerThatIsTooLongIsRefused() {
        byte[] long_ =
                Arrays.copyOf(
                        new Answer(Samples.QUESTION, List.of(Samples.HEAD), Optional.empty())
                                .toBytes(),
                        4_097);
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> OverlayMessage.parse(long_))
                .withMessageContaining("4097 bytes");
    }

    @Test
    void noMessageIsMadeThatOthersWouldRefuse() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new Refer(Collections.nCopies(17, Samples.FOUR)));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new Question(Samples.QUESTION, 65_536, 1, Samples.QUERY));
    }

    @Test
    void aHeadIsAboutAsLongAsTheDocumentSays() {
        assertThat(CardCodec.length(Samples.HEAD)).isEqualTo(199);
        assertThat(CardCodec.MAX_HEAD).isEqualTo(454);
    }

    @Test
    void aNameOfAShareIsCutBetweenCharacters() {
        SharedEntry entry =
                new SharedEntry(
                        1, Samples.V1.id(), Optional.empty(), "x" + "𝄞".repeat(100), 1, 1, 1);
        assertThat(entry.name()).isEqualTo("x" + "𝄞".repeat(63));
    }
}
