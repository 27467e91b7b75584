package dunlin.tracker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.discovery.tracker.TrackerClient;
import dunlin.net.Proxies;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.AnnounceResponse;
import dunlin.protocol.announce.AnnounceResponse.Failure;
import dunlin.protocol.announce.AnnounceResponse.Peers;
import dunlin.protocol.identity.AnnounceCredential;
import dunlin.protocol.identity.IndexName;
import dunlin.protocol.identity.PeerKeyPair;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An index for members is shown what a member showed to somebody else. */
@Tag("attack")
class ForeignProofAttackTest {
    private static final PeerKeyPair ANNA = PeerKeyPair.ofSeed(new byte[32]);
    private static final int PORT = 7001;

    @TempDir Path folder;
    private TrackerServer server;

    @BeforeEach
    void start() throws Exception {
        Path members = Files.writeString(folder.resolve("members"), "key " + ANNA + " anna\n");
        server =
                TrackerServer.start(
                        new TrackerServer.Config(
                                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
                                Duration.ofMinutes(2),
                                new TrackerServer.Audience.MembersOf(members, false),
                                List.of(),
                                false,
                                Duration.ofDays(30),
                                Proxies.NONE,
                                Optional.empty(),
                                Optional.of(URI.create("https://index.example"))),
                        folder.resolve("c.db"),
                        event -> {});
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private int port() {
        return server.address().getPort();
    }

    private static long until() {
        return Instant.now().getEpochSecond() + 3_600;
    }

    private static AnnounceCredential credentialFor(String host, int port) {
        return AnnounceCredential.sign(ANNA, new IndexName(host, port), "anna", PORT, until());
    }

    private AnnounceResponse announce(String scheme, AnnounceCredential shown) throws Exception {
        AnnounceRequest request =
                new AnnounceRequest(
                        InfoHash.of(new byte[20]),
                        PeerId.random(new Random(1)),
                        PORT,
                        0,
                        0,
                        0,
                        Event.STARTED,
                        OptionalInt.empty(),
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        return new TrackerClient(Optional.empty())
                .announce(scheme + "://127.0.0.1:" + port() + "/announce", request.with(shown));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "udp"})
    void aCredentialMadeForAnotherIndexOpensNothing(String scheme) throws Exception {
        for (AnnounceCredential foreign :
                List.of(
                        credentialFor("evil.example", port()),
                        credentialFor("127.0.0.1", port() ^ 1),
                        credentialFor("192.0.2.7", port()),
                        credentialFor("index.example", 6969))) {
            assertThat(announce(scheme, foreign))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            refusal ->
                                    assertThat(refusal.reason())
                                            .contains("signed for the index")
                                            .contains("--public-url"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "udp"})
    void aCredentialOfTheFirstFormatOpensNothing(String scheme) throws Exception {
        long until = until();
        byte[] text = ("dunlin announce 1\nanna\n" + PORT + "\n" + until).getBytes(UTF_8);
        AnnounceCredential first =
                new AnnounceCredential(
                        ANNA.publicKey(), Optional.empty(), "anna", PORT, until, ANNA.sign(text));
        assertThat(announce(scheme, first)).isInstanceOf(Failure.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "udp"})
    void aCredentialForAnyOfItsOwnNamesOpensIt(String scheme) throws Exception {
        for (AnnounceCredential own :
                List.of(
                        credentialFor("127.0.0.1", port()),
                        credentialFor("localhost", port()),
                        credentialFor("index.example", 443),
                        credentialFor("index.example", port()))) {
            assertThat(announce(scheme, own)).isInstanceOf(Peers.class);
        }
    }
}
