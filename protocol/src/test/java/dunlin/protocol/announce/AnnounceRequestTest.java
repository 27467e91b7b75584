package dunlin.protocol.announce;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.identity.AnnounceCredential;
import dunlin.protocol.identity.IndexName;
import dunlin.protocol.identity.PeerKeyPair;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnounceRequestTest {
    private static final IndexName INDEX = new IndexName("[2001:db8::5]", 6969);

    /** The escaping that the wiki of BEP 3's authors gives as its example. */
    private static final String ESCAPED = "%124Vx%9A%BC%DE%F1%23Eg%89%AB%CD%EF%124Vx%9A";

    private static final InfoHash HASH =
            InfoHash.fromHex("123456789abcdef123456789abcdef123456789a");
    private static final String HEAD =
            "info_hash=" + ESCAPED + "&peer_id=-DU0010-abcdefghijkl&port=6881";

    private static final String LONG =
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private static final String KEY =
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";

    @Test
    void readsTheEscapedHashOfTheSpecification() throws ProtocolException {
        assertThat(AnnounceRequest.parse(HEAD).infoHash()).isEqualTo(HASH);
    }

    @Test
    void writesTheEscapedHashOfTheSpecification() throws ProtocolException {
        assertThat(AnnounceRequest.parse(HEAD).toQuery()).contains("info_hash=" + ESCAPED + "&");
    }

    @Test
    void takesAKeyOfAnyBytesAsAria2SendsIt() throws ProtocolException {
        AnnounceRequest request = AnnounceRequest.parse(HEAD + "&key=%E6%BA%B4%1A%3D%9F%B5%00");

        assertThat(request.key()).contains("\u00e6\u00ba\u00b4\u001a=\u009f\u00b5\u0000");
        assertThat(request.toQuery()).contains("&key=%E6%BA%B4%1A%3D%9F%B5%00");
    }

    @Test
    void readsWhatItWrites() throws ProtocolException {
        byte[] id = new byte[20];
        for (int i = 0; i < 20; i++) {
            id[i] = (byte) (i * 13 - 7);
        }
        AnnounceRequest request =
                new AnnounceRequest(
                        HASH,
                        PeerId.of(id),
                        51413,
                        1,
                        2,
                        Long.MAX_VALUE - 1,
                        Event.COMPLETED,
                        OptionalInt.of(80),
                        false,
                        Optional.of("0A1B2C3D"),
                        Optional.of("2001:db8::1"),
                        Optional.of("Käthe & Söhne+1"),
                        Optional.of("\u0000\u00ff="));
        assertThat(AnnounceRequest.parse(request.toQuery())).isEqualTo(request);
    }

    @Test
    void carriesTheCredentialOfItsName() throws ProtocolException {
        AnnounceCredential credential =
                AnnounceCredential.sign(
                        PeerKeyPair.ofSeed(new byte[32]),
                        INDEX,
                        "Käthe & Söhne+1",
                        6881,
                        1_700_000_000);
        AnnounceRequest request =
                AnnounceRequest.parse(HEAD + "&name=other&left=5&event=started").with(credential);
        AnnounceRequest read = AnnounceRequest.parse(request.toQuery());

        assertThat(read).isEqualTo(request);
        assertThat(read.credential().map(c -> c.isValid(1_700_000_000))).contains(true);
        assertThat(AnnounceRequest.parse(HEAD + "&left=5&event=started"))
                .isEqualTo(request.withName(Optional.empty()))
                .satisfies(plain ->
                        assertThat(plain.withAdditions(request.additions())).isEqualTo(request));
    }

    @Test
    void hasNoCredentialOfAnotherNameOrPort() throws ProtocolException {
        PeerKeyPair pair = PeerKeyPair.ofSeed(new byte[32]);
        AnnounceRequest request = AnnounceRequest.parse(HEAD);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request.with(AnnounceCredential.sign(pair, INDEX, "n", 6882, 1)));
        assertThat(request.with(AnnounceCredential.sign(pair, INDEX, "n", 6881, 1)).name())
                .contains("n");
        assertThat(
                        request.with(AnnounceCredential.sign(pair, INDEX, "n", 6881, 1))
                                .withName(Optional.of("m"))
                                .credential())
                .isEmpty();
    }

    @Test
    void readsARequestAsTransmissionWritesIt() throws ProtocolException {
        AnnounceRequest request =
                AnnounceRequest.parse(
                        "info_hash=%12%34%56%78%9a%bc%de%f1%23%45%67%89%ab%cd%ef%12%34%56%78%9a"
                                + "&peer_id=-TR3000-0123456789ab&port=51413&uploaded=0&downloaded=0"
                                + "&left=1048576&numwant=80&key=3e2b&compact=1&supportcrypto=1"
                                + "&event=started");
        assertThat(request.infoHash()).isEqualTo(HASH);
        assertThat(request.left()).isEqualTo(1_048_576);
        assertThat(request.event()).isEqualTo(Event.STARTED);
        assertThat(request.numWant()).hasValue(80);
        assertThat(request.key()).contains("3e2b");
    }

    @Test
    void aPeerThatDoesNotTellWhatIsLeftCountsAsOneThatLacksSomething() throws ProtocolException {
        assertThat(AnnounceRequest.parse(HEAD).isSeeder()).isFalse();
        assertThat(AnnounceRequest.parse(HEAD + "&left=-1").isSeeder()).isFalse();
        assertThat(AnnounceRequest.parse(HEAD + "&left=0").isSeeder()).isTrue();
    }

    @Test
    void minusOneLeavesTheNumberOfPeersToTheTracker() throws ProtocolException {
        assertThat(AnnounceRequest.parse(HEAD + "&numwant=-1").numWant()).isEmpty();
    }

    /** BEP 21. */
    @Test
    void hearsOfAPeerThatWantsNoMoreThanItHas() throws ProtocolException {
        AnnounceRequest request = AnnounceRequest.parse(HEAD + "&left=7&event=paused");
        assertThat(request.event()).isEqualTo(Event.PAUSED);
        assertThat(request.isSeeder()).isFalse();
        assertThat(AnnounceRequest.parse(request.toQuery())).isEqualTo(request);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&left=18446744073709551615&uploaded=18446744073709551615",
                "&left=99999999999999999999&downloaded=-5",
                "&left=0x10",
                "&left=1.5",
                "&numwant=99999999999",
                "&numwant=many",
                "&ip=host.example.org",
                "&ip=" + LONG,
                "&ip=%ff",
                "&event=exploded",
                "&compact=2",
                "&key=%",
                "&name=%ff",
                "&name=a%1b%5b2J",
                "&name=%E2%80%AEtxt",
                "&name=\u00e4",
                "&name=" + LONG,
                "&info_hash=" + ESCAPED + "&port=6881",
                "&left=5&left=6",
                "&&=&x&=1&%=%",
            })
    void passesOverWhatOnlyAdvises(String odd) throws ProtocolException {
        AnnounceRequest request = AnnounceRequest.parse(HEAD + odd);

        assertThat(request.infoHash()).isEqualTo(HASH);
        assertThat(request.port()).isEqualTo(6881);
        assertThat(request.isSeeder()).isFalse();
        assertThat(request.event()).isEqualTo(Event.NONE);
        assertThat(request.name()).isEmpty();
        assertThat(AnnounceRequest.parse(request.toQuery())).isEqualTo(request);
    }

    @Test
    void takesTheNearestOfNumbersBeyondItsOwn() throws ProtocolException {
        AnnounceRequest request =
                AnnounceRequest.parse(HEAD + "&uploaded=18446744073709551615&numwant=99999999999");

        assertThat(request.uploaded()).isEqualTo(Long.MAX_VALUE);
        assertThat(request.numWant()).hasValue(Integer.MAX_VALUE);
    }

    @Test
    void takesTheFirstOfWhatStandsThereSeveralTimes() throws ProtocolException {
        AnnounceRequest request =
                AnnounceRequest.parse(HEAD + "&left=0&left=5&name=anna&name=%ff&event=Started");

        assertThat(request.isSeeder()).isTrue();
        assertThat(request.name()).contains("anna");
        assertThat(request.event()).isEqualTo(Event.STARTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "port=1&peer_id=-DU0010-abcdefghijkl",
                "info_hash=abc&peer_id=-DU0010-abcdefghijkl&port=1",
                HEAD + "0",
                HEAD + "&port=6882",
                HEAD + "&info_hash=-DU0010-abcdefghijkl",
                "info_hash=" + ESCAPED + "&peer_id=-DU0010-abcdefghijkl&port=65536",
                "info_hash=" + ESCAPED + "&peer_id=-DU0010-abcdefghijkl&port=%",
                HEAD + "&name=%ff&pk=" + KEY + "&until=5&sig=" + KEY + KEY,
                HEAD + "&name=a&pk=" + KEY + "&pk=x&until=5&sig=" + KEY + KEY,
                HEAD + "&name=a&pk=" + KEY,
                HEAD + "&name=a&until=5",
                HEAD + "&name=a&sig=" + KEY + KEY,
                HEAD + "&pk=" + KEY + "&until=5&sig=" + KEY + KEY,
                HEAD + "&name=a&pk=" + KEY + "&until=-5&sig=" + KEY + KEY,
                HEAD + "&name=a&pk=" + KEY + "&until=5&sig=" + KEY,
                HEAD + "&name=a&pk=" + KEY + "0&until=5&sig=" + KEY + KEY,
                HEAD + "&name=a&pk=%1b" + KEY + "&until=5&sig=" + KEY + KEY,
            })
    void refusesWhatIsMalformed(String query) {
        assertThatThrownBy(() -> AnnounceRequest.parse(query))
                .isInstanceOf(ProtocolException.class)
                .hasMessageNotContaining("\n")
                .hasMessageNotContaining("\u001b");
    }

    @Test
    void refusesAQueryThatIsTooLongOrHasTooManyParameters() {
        assertThatThrownBy(() -> AnnounceRequest.parse(HEAD + "&x=" + "a".repeat(3_000)))
                .hasMessageContaining("at most 2048");
        assertThatThrownBy(() -> AnnounceRequest.parse(HEAD + "&a".repeat(300)))
                .hasMessageContaining("more than 256 parameters");
    }

    @Test
    void namesTheParameterThatIsMissing() {
        assertThatThrownBy(() -> AnnounceRequest.parse("info_hash=" + ESCAPED))
                .hasMessage("peer_id is missing");
    }

    @Test
    void survivesEverySingleBrokenByte() {
        byte[] whole = (HEAD + "&left=0&event=started&numwant=5").getBytes(US_ASCII);
        for (int at = 0; at < whole.length; at++) {
            for (char replacement : "%&=+-0\u0000\u00ff".toCharArray()) {
                StringBuilder query = new StringBuilder(new String(whole, US_ASCII));
                query.setCharAt(at, replacement);
                try {
                    assertThat(AnnounceRequest.parse(query.toString())).isNotNull();
                } catch (ProtocolException e) {
                    assertThat(e).hasMessageNotContaining("\u0000");
                }
            }
        }
    }
}
