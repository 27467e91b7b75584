package dunlin.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.peer.PeerConnection;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.AnnounceResponse;
import dunlin.protocol.announce.AnnounceResponse.Failure;
import dunlin.protocol.announce.udp.UdpRequest;
import dunlin.protocol.announce.udp.UdpRequestCodec;
import dunlin.protocol.identity.AnnounceCredential;
import dunlin.protocol.identity.IndexName;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.identity.SignedRequest;
import dunlin.protocol.wire.Extension;
import dunlin.protocol.wire.ExtensionHandshake;
import dunlin.protocol.wire.Handshake;
import dunlin.tracker.store.Catalogue.Sharer;
import dunlin.tracker.store.ShownName;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the test vectors of docs/wire.md to what is spoken. */
class WireDocumentTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final PeerKeyPair PAIR = PeerKeyPair.ofSeed(new byte[32]);
    private static final String NAME = "Käthe";
    private static final int PORT = 6881;
    private static final IndexName INDEX = new IndexName("index.example", 6969);
    private static final long TIME = 1_700_000_000;
    private static final InfoHash HASH =
            InfoHash.fromHex("000102030405060708090a0b0c0d0e0f10111213");
    private static final PeerId PEER = PeerId.of("-DU0100-abcdefghijkl".getBytes(US_ASCII));
    private static final AnnounceCredential CREDENTIAL =
            AnnounceCredential.sign(PAIR, INDEX, NAME, PORT, TIME);
    private static final AnnounceRequest ANNOUNCE =
            new AnnounceRequest(
                            HASH,
                            PEER,
                            PORT,
                            0,
                            0,
                            16_384,
                            Event.STARTED,
                            OptionalInt.of(80),
                            true,
                            Optional.of("382DB400"),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty())
                    .with(CREDENTIAL);

    private static String document = "";

    @BeforeAll
    static void readTheDocument() throws IOException {
        document = Files.readString(Path.of("../docs/wire.md"));
    }

    /** What stands in the block with this title, without the last line's end. */
    private static String vector(String title) {
        Matcher block =
                Pattern.compile("(?ms)^```text " + Pattern.quote(title) + "\n(.*?)\n```$")
                        .matcher(document);
        assertThat(block.find()).as("a vector with the title \"%s\"", title).isTrue();
        return block.group(1);
    }

    /** The same for bytes: what follows two spaces on a line is a remark. */
    private static String hex(String title) {
        return vector(title).replaceAll("(?m)  .*$", "").replaceAll("\\s", "");
    }

    @Test
    void ofKeysAndTheirFile() {
        assertThat(vector("key")).isEqualTo(PAIR.publicKey().toString());
        assertThat(vector("identity"))
                .isEqualTo(
                        "dunlin identity 1\nkey %s\nseed %s"
                                .formatted(PAIR.publicKey(), HEX.formatHex(PAIR.seed())));
    }

    @Test
    void ofShownNames() {
        assertThat(vector("shown names of Anna").lines())
                .containsExactlyElementsOf(
                        ShownName.candidates(new Sharer(PAIR.publicKey(), "Anna")));
    }

    @Test
    void ofTheCredential() {
        assertThat(hex("credential signature"))
                .isEqualTo(CREDENTIAL.signatureText())
                .isEqualTo(HEX.formatHex(PAIR.sign(vector("credential").getBytes(UTF_8))));
    }

    @Test
    void ofAnAnnounceOverHttp() {
        assertThat(vector("announce over HTTP").replace("\n", "")).isEqualTo(ANNOUNCE.toQuery());
    }

    @Test
    void ofARefusalThatAsks() {
        AnnounceResponse refusal = new Failure("members only", Optional.empty(), true);

        assertThat(vector("refusal that asks").getBytes(UTF_8)).isEqualTo(refusal.encode(true));
    }

    @Test
    void ofAnAnnounceOverUdp() {
        Optional<String> urlData = Optional.of("/announce?" + ANNOUNCE.additions());
        ByteBuffer packet = ByteBuffer.allocate(UdpRequestCodec.MAX_LENGTH);
        UdpRequest.Announce.of(ANNOUNCE, 4, 0x1122334455667788L, 0x00464b58, urlData)
                .encodeTo(packet);

        assertThat(hex("announce over UDP"))
                .isEqualTo(HEX.formatHex(packet.array(), 0, packet.position()));
    }

    @Test
    void ofASignedRequest() {
        byte[] digest = SignedRequest.digest("body".getBytes(UTF_8));
        SignedRequest request =
                SignedRequest.sign(
                        PAIR,
                        new SignedRequest.Bound(INDEX, digest),
                        "POST",
                        "/api/v1/shares?sharedBy=K%C3%A4the",
                        TIME);

        assertThat(request.signature())
                .isEqualTo(PAIR.sign(vector("signed request").getBytes(UTF_8)));
        assertThat(
                        vector("headers of the signed request, whose body is \"body\"")
                                .lines()
                                .map(line -> line.split(": ", 2)))
                .extracting(header -> Map.entry(header[0], header[1]))
                .containsExactlyInAnyOrderElementsOf(request.headers().entrySet());
    }

    @Test
    void ofTheHandshakes() {
        ByteBuffer handshake = ByteBuffer.allocate(Handshake.LENGTH);
        Handshake.ours(HASH, PEER).put(handshake);
        ExtensionHandshake extension =
                new ExtensionHandshake(
                        Map.of(Extension.UT_METADATA, Extension.UT_METADATA.number()),
                        Optional.of("Dunlin 0.1.0"),
                        OptionalInt.of(PORT),
                        OptionalInt.of(PeerConnection.MAX_UPLOAD_QUEUE),
                        OptionalInt.of(31_235),
                        Optional.of(InetAddress.ofLiteral("192.0.2.10")));

        assertThat(hex("handshake")).isEqualTo(HEX.formatHex(handshake.array()));
        assertThat(hex("extension handshake")).isEqualTo(HEX.formatHex(extension.toBytes()));
    }
}
