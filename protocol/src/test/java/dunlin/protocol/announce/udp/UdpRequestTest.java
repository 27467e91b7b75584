package dunlin.protocol.announce.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.PackedAddresses;
import dunlin.protocol.announce.udp.UdpRequest.Announce;
import dunlin.protocol.announce.udp.UdpRequest.Connect;
import dunlin.protocol.announce.udp.UdpRequest.Scrape;
import dunlin.protocol.identity.AnnounceCredential;
import dunlin.protocol.identity.IndexName;
import dunlin.protocol.identity.PeerKeyPair;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UdpRequestTest {
    private static final String HASH = "000102030405060708090a0b0c0d0e0f10111213";

    /** Sent by libtorrent 2.0.8. */
    private static final String LIBTORRENT_CONNECT = "0000041727101980000000003c4228c3";

    /** Sent by libtorrent 2.0.8 to udp://127.0.0.1:port/announce?a=b. */
    private static final String LIBTORRENT_ANNOUNCE =
            "11223344556677880000000100464b58"
                    + HASH
                    + "2d4c54323038302d45467447417e524633447769"
                    + "000000000000000000000000000040000000000000000000"
                    + "0000000200000000382db400000000c84267"
                    + "020d2f616e6e6f756e63653f613d62";

    private static ByteBuffer packet(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    private static UdpRequest parse(String hex) throws ProtocolException {
        return UdpRequest.parse(packet(hex));
    }

    private static String encode(UdpRequest request) {
        ByteBuffer out = ByteBuffer.allocate(UdpRequestCodec.MAX_LENGTH);
        request.encodeTo(out);
        return HexFormat.of().formatHex(out.array(), 0, out.position());
    }

    private static Announce announce(Event event, Optional<String> urlData) {
        return new Announce(
                -2,
                -3,
                InfoHash.fromHex(HASH),
                PeerId.of(new byte[20]),
                Long.MAX_VALUE,
                1L << 40,
                3,
                event,
                0xfffefdfc,
                -5,
                -1,
                65535,
                urlData);
    }

    @Test
    void readsAndWritesAConnectAsLibtorrentSendsIt() throws ProtocolException {
        Connect connect = new Connect(0x3c4228c3);

        assertThat(parse(LIBTORRENT_CONNECT)).isEqualTo(connect);
        assertThat(encode(connect)).isEqualTo(LIBTORRENT_CONNECT);
    }

    @Test
    void readsAndWritesAnAnnounceAsLibtorrentSendsIt() throws ProtocolException {
        Announce announce =
                new Announce(
                        0x1122334455667788L,
                        0x00464b58,
                        InfoHash.fromHex(HASH),
                        PeerId.of(
                                HexFormat.of()
                                        .parseHex("2d4c54323038302d45467447417e524633447769")),
                        0,
                        0x4000,
                        0,
                        Event.STARTED,
                        0,
                        0x382db400,
                        200,
                        16999,
                        Optional.of("/announce?a=b"));

        assertThat(parse(LIBTORRENT_ANNOUNCE)).isEqualTo(announce);
        assertThat(encode(announce)).isEqualTo(LIBTORRENT_ANNOUNCE);
    }

    @Test
    void readsWhatItWrites() throws ProtocolException {
        for (Event event : Event.values()) {
            for (int length : new int[] {0, 1, 255, 256, 510, UrlData.MAX_LENGTH}) {
                Announce announce = announce(event, Optional.of("x".repeat(length)));
                assertThat(parse(encode(announce))).isEqualTo(announce);
            }
            Announce announce = announce(event, Optional.empty());
            assertThat(parse(encode(announce))).isEqualTo(announce);
        }
        for (int hashes : new int[] {1, 2, 74}) {
            Scrape scrape = new Scrape(5, 6, Collections.nCopies(hashes, InfoHash.fromHex(HASH)));
            assertThat(parse(encode(scrape))).isEqualTo(scrape);
        }
    }

    @Test
    void readsFromThePositionAndLeavesTheBufferAsItIs() throws ProtocolException {
        ByteBuffer packet = packet("ffff" + LIBTORRENT_ANNOUNCE + "ff").position(2);
        packet.limit(packet.limit() - 1);
        ByteBuffer before = packet.duplicate();

        assertThat(UdpRequest.parse(packet)).isEqualTo(parse(LIBTORRENT_ANNOUNCE));
        assertThat(packet).isEqualTo(before);
    }

    @Test
    void writesOnlyWhereThereIsRoom() {
        assertThatThrownBy(() -> new Connect(1).encodeTo(ByteBuffer.allocate(15)))
                .isInstanceOf(BufferOverflowException.class);
    }

    @Test
    void aConnectMayBeLongerThanItIsToday() throws ProtocolException {
        assertThat(parse(LIBTORRENT_CONNECT + "0000")).isInstanceOf(Connect.class);
    }

    @Test
    void aPeerThatDoesNotKnowWhatIsLeftLacksSomething() throws ProtocolException {
        String unknown = changed(UdpRequestCodec.LEFT, "ffffffffffffffff");

        assertThat(((Announce) parse(unknown)).left()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void takesTheNearestOfNumbersBeyondItsOwn() throws ProtocolException {
        String uploaded = changed(UdpRequestCodec.UPLOADED, "ffffffffffffffff");
        String downloaded = changed(UdpRequestCodec.DOWNLOADED, "8000000000000000");

        assertThat(((Announce) parse(uploaded)).uploaded()).isEqualTo(Long.MAX_VALUE);
        assertThat(((Announce) parse(downloaded)).downloaded()).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffffffff", "00000005"})
    void passesOverAnEventThatItDoesNotKnow(String event) throws ProtocolException {
        assertThat(((Announce) parse(changed(UdpRequestCodec.EVENT, event))).event())
                .isEqualTo(Event.NONE);
    }

    @Test
    void hearsOfAPeerThatWantsNoMoreThanItHas() throws ProtocolException {
        String paused = changed(UdpRequestCodec.EVENT, "00000004");

        assertThat(((Announce) parse(paused)).event()).isEqualTo(Event.PAUSED);
    }

    private static String changed(int offset, String hex) {
        return LIBTORRENT_ANNOUNCE.substring(0, 2 * offset)
                + hex
                + LIBTORRENT_ANNOUNCE.substring(2 * offset + hex.length());
    }

    @ParameterizedTest
    @CsvSource({
        UdpRequestCodec.ACTION + ", 00000003, a request with action 3",
        UdpRequestCodec.ACTION + ", ffffffff, a request with action -1",
        UdpRequestCodec.ACTION + ", 00000000, a connect request with protocol id 1122334455667788",
    })
    void saysWhatIsWrongAndTheValueMet(int offset, String hex, String message) {
        assertThatThrownBy(() -> parse(changed(offset, hex)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage(message);
    }

    @Test
    void refusesWhatIsTooShort() {
        for (int length = 0; length < 16; length++) {
            String cut = LIBTORRENT_CONNECT.substring(0, 2 * length);
            assertThatThrownBy(() -> parse(cut))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage("a request of %d bytes, at least 16 belong there", length);
        }
        for (int length = 16; length < 98; length++) {
            String cut = LIBTORRENT_ANNOUNCE.substring(0, 2 * length);
            assertThatThrownBy(() -> parse(cut))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage("a request of %d bytes, at least 98 belong there", length);
        }
    }

    @ParameterizedTest
    @CsvSource({"20, 1", "21, 1", "39, 1", "1500, 74", "60000, 74"})
    void scrapesTheWholeInfoHashesThatItAnswers(int bytes, int hashes) throws ProtocolException {
        String scrape = "00000000000000050000000200000006" + "ab".repeat(bytes);

        assertThat(((Scrape) parse(scrape)).infoHashes()).hasSize(hashes);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 19})
    void refusesAScrapeOfNothing(int bytes) {
        String scrape = "00000000000000050000000200000006" + "ab".repeat(bytes);

        assertThatThrownBy(() -> parse(scrape))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("a scrape without an info-hash");
    }

    @Test
    void carriesAnAnnounceAsOverHttp() throws ProtocolException {
        AnnounceRequest request =
                new AnnounceRequest(
                                InfoHash.fromHex(HASH),
                                PeerId.of(new byte[20]),
                                6881,
                                1,
                                2,
                                3,
                                Event.COMPLETED,
                                OptionalInt.empty(),
                                true,
                                Optional.of("0A1B2C3D"),
                                Optional.of("10.255.0.1"),
                                Optional.empty(),
                                Optional.empty())
                        .with(
                                AnnounceCredential.sign(
                                        PeerKeyPair.ofSeed(new byte[32]),
                                        new IndexName("index.example", 6969),
                                        "Käthe & Söhne",
                                        6881,
                                        5));
        Optional<String> urlData = Optional.of("/announce?x=1&" + request.additions());
        Announce announce = Announce.of(request, PackedAddresses.IPV4, 4, 5, urlData);

        assertThat(announce.key()).isEqualTo(0x0a1b2c3d);
        assertThat(announce.toAnnounceRequest()).isEqualTo(request);
        assertThat(parse(encode(announce))).isEqualTo(announce);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1, 16", "2001:db8::1, 4", "2001:db8::1, 16", "localhost, 4"})
    void claimsNoAddressThatThePacketHasNoFieldFor(String ip, int addressLength)
            throws ProtocolException {
        AnnounceRequest request =
                AnnounceRequest.parse(
                        "info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=aaaaaaaaaaaaaaaaaaaa&port=1&ip="
                                + ip
                                + "&key=%ff&numwant=7");

        Announce announce = Announce.of(request, addressLength, 1, 1, Optional.empty());

        assertThat(announce.ip()).isZero();
        assertThat(announce.toAnnounceRequest().ip()).isEmpty();
        assertThat(announce.toAnnounceRequest().numWant()).hasValue(7);
    }

    @Test
    void refusesAQueryThatHttpWouldRefuse() throws ProtocolException {
        Announce announce = announce(Event.NONE, Optional.of("/announce?name=x&pk=y"));

        assertThatThrownBy(announce::toAnnounceRequest).isInstanceOf(ProtocolException.class);
    }

    @Test
    void whateverComesIsReadOrRefused() {
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = HexFormat.of().parseHex(LIBTORRENT_ANNOUNCE + "0301ff010100");
            for (int changes = random.nextInt(6); changes > 0; changes--) {
                int at =
                        random.nextInt(4) == 0
                                ? random.nextInt(bytes.length)
                                : 98 + random.nextInt(21);
                bytes[at] = (byte) random.nextInt(256);
            }
            try {
                UdpRequest request =
                        UdpRequest.parse(
                                ByteBuffer.wrap(bytes, 0, bytes.length - random.nextInt(3)));
                assertThat(parse(encode(request))).isEqualTo(request);
            } catch (ProtocolException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(100, 19_000);
    }

    @Test
    void valuesThatCannotBeSentAreRefused() {
        for (String data : List.of("/a b", "/\n", "/ü", "x".repeat(UrlData.MAX_LENGTH + 1))) {
            assertThatThrownBy(() -> announce(Event.NONE, Optional.of(data)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new Scrape(1, 1, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
