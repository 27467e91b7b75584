package dunlin.protocol.announce.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.PackedAddresses;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.protocol.announce.udp.UdpResponse.Announced;
import dunlin.protocol.announce.udp.UdpResponse.Connected;
import dunlin.protocol.announce.udp.UdpResponse.Error;
import dunlin.protocol.announce.udp.UdpResponse.Scraped;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UdpResponseTest {
    private static final int V4 = PackedAddresses.IPV4;
    private static final int V6 = PackedAddresses.IPV6;

    /** Answers of opentracker. */
    private static final String CONNECTED = "0000000000000007b6d546b39bb0f9f3";

    private static final String ANNOUNCED =
            "0000000100000008000007570000000200000001" + "7f0000011ae27f0000011ae37f0000011ae1";
    private static final String SCRAPED = "0000000200000009000000010000000000000002";
    private static final String ERROR =
            "0000000300000008436f6e6e656374696f6e204944206d6973736d617463682e00";

    /** To a hash that it does not list. */
    private static final String UNLISTED = "0000000100000008";

    private static UdpResponse parse(String hex, int addressLength) throws ProtocolException {
        return UdpResponse.parse(ByteBuffer.wrap(HexFormat.of().parseHex(hex)), addressLength);
    }

    private static String encode(UdpResponse response, int addressLength) {
        ByteBuffer out = ByteBuffer.allocate(4096);
        response.encodeTo(out, addressLength);
        return HexFormat.of().formatHex(out.array(), 0, out.position());
    }

    private static InetSocketAddress address(String ip, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(ip), port);
    }

    @Test
    void readsAndWritesTheAnswersOfOpentracker() throws ProtocolException {
        Connected connected = new Connected(7, 0xb6d546b39bb0f9f3L);
        Announced announced =
                new Announced(
                        8,
                        1879,
                        2,
                        1,
                        List.of(
                                address("127.0.0.1", 6882),
                                address("127.0.0.1", 6883),
                                address("127.0.0.1", 6881)));
        Scraped scraped = new Scraped(9, List.of(new Counts(1, 0, 2)));
        Error error = new Error(8, "Connection ID missmatch.");

        assertThat(parse(CONNECTED, V4)).isEqualTo(connected);
        assertThat(parse(ANNOUNCED, V4)).isEqualTo(announced);
        assertThat(parse(SCRAPED, V4)).isEqualTo(scraped);
        assertThat(parse(ERROR, V4)).isEqualTo(error);
        assertThat(encode(connected, V4)).isEqualTo(CONNECTED);
        assertThat(encode(announced, V4)).isEqualTo(ANNOUNCED);
        assertThat(encode(scraped, V4)).isEqualTo(SCRAPED);
        assertThat(encode(error, V4)).isEqualTo(ERROR.substring(0, ERROR.length() - 2));
    }

    @Test
    void packsTheAddressesOfTheFamilyThatThePacketTravelsIn() throws ProtocolException {
        Announced both =
                new Announced(
                        1, 2, 3, 4, List.of(address("192.0.2.1", 5), address("2001:db8::1", 6)));

        assertThat(encode(both, V4)).endsWith("00000004" + "c00002010005");
        assertThat(encode(both, V6))
                .endsWith("00000004" + "20010db8000000000000000000000001" + "0006");
        assertThat(((Announced) parse(encode(both, V6), V6)).peers())
                .containsExactly(address("2001:db8::1", 6));
    }

    @Test
    void refusesWhatIsTooShortForItsKind() {
        for (int length = 0; length < 8; length++) {
            int bytes = length;
            assertThatThrownBy(() -> parse(CONNECTED.substring(0, 2 * bytes), V4))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage("an answer of %d bytes, at least 8 belong there", bytes);
        }
        assertThatThrownBy(() -> parse(CONNECTED.substring(0, 30), V4))
                .hasMessage("an answer of 15 bytes, at least 16 belong there");
        assertThatThrownBy(() -> parse(UNLISTED, V4))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("an answer of 8 bytes, at least 20 belong there");
    }

    @Test
    void passesOverAPartAtTheEnd() throws ProtocolException {
        assertThat(parse(ANNOUNCED + "00", V4)).isEqualTo(parse(ANNOUNCED, V4));
        assertThat(parse(SCRAPED + "00", V4)).isEqualTo(parse(SCRAPED, V4));
    }

    @ParameterizedTest
    @CsvSource({
        "0000000400000008, 4, an answer with action 4",
        "ffffffff00000008, 4, an answer with action -1",
    })
    void refusesUnknownKinds(String hex, int addressLength, String message) {
        assertThatThrownBy(() -> parse(hex, addressLength))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(message);
    }

    @Test
    void takesNumbersBelowZeroForNone() throws ProtocolException {
        assertThat(parse("0000000100000008" + "ffffffff".repeat(3), V4))
                .isEqualTo(new Announced(8, 0, 0, 0, List.of()));
        assertThat(parse("0000000200000009" + "80000000".repeat(3), V4))
                .isEqualTo(new Scraped(9, List.of(Counts.NOBODY)));
    }

    @Test
    void takesNoMorePeersAndCountsThanAreOfUse() throws ProtocolException {
        String peers = "0000000100000008" + "00".repeat(12) + "0102030400ff".repeat(10_000);
        assertThat(((Announced) parse(peers, V4)).peers()).hasSize(2_000);

        String counts = "0000000200000009" + "00".repeat(12 * 75);
        assertThat(((Scraped) parse(counts, V4)).swarms()).hasSize(74);
    }

    @Test
    void leavesOutPeersThatListenNowhere() throws ProtocolException {
        assertThat(((Announced) parse("0000000100000008" + "00".repeat(18), V4)).peers()).isEmpty();
    }

    @Test
    void makesAMessageSafeAndShort() throws ProtocolException {
        assertThat(parse("0000000300000008" + "1b5b324a0a41ff" + "00", V4))
                .isEqualTo(new Error(8, "\\u001b[2J\\u000aA\ufffd"));
        Error endless = (Error) parse("0000000300000008" + "41".repeat(60_000), V4);
        assertThat(endless.message()).hasSize(300).endsWith("A…");
        assertThat(parse("0000000300000008", V4)).isEqualTo(new Error(8, ""));
    }

    @Test
    void whateverComesIsReadOrRefused() {
        Random random = new Random(1);
        String[] seeds = {CONNECTED, ANNOUNCED, SCRAPED, ERROR};
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = HexFormat.of().parseHex(seeds[i % seeds.length]);
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            bytes[3] = (byte) random.nextInt(5);
            int addressLength = random.nextBoolean() ? V4 : V6;
            try {
                UdpResponse response = UdpResponse.parse(ByteBuffer.wrap(bytes), addressLength);
                assertThat(encode(response, addressLength)).hasSizeGreaterThanOrEqualTo(16);
            } catch (ProtocolException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1_000, 19_000);
    }
}
