package dunlin.tracker.access;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.identity.IndexName;
import dunlin.tracker.store.TrackerRejection;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexNamesTest {
    private static final PeerAddress HERE = PeerAddress.ipv4(0x7f000001, 5);
    private static final PeerAddress ELSEWHERE = PeerAddress.ipv4(0x0a000007, 5);

    private Set<InetAddress> addresses =
            Set.of(InetAddress.ofLiteral("10.0.0.5"), InetAddress.ofLiteral("2001:db8::5"));
    private long nanos;
    private final IndexNames names = listening(Optional.of(URI.create("https://index.example")));

    private IndexNames listening(Optional<URI> publicUrl) {
        IndexNames listening =
                new IndexNames(publicUrl, Set.of("box", "box.local"), () -> addresses, () -> nanos);
        listening.listensOn(6969);
        return listening;
    }

    private static void assertForeign(IndexNames names, String name, PeerAddress from) {
        assertThatThrownBy(() -> names.require(IndexName.parse(name), from))
                .isInstanceOf(TrackerRejection.class)
                .hasMessageContaining(name)
                .hasMessageContaining("--public-url");
    }

    private void assertOurs(String name, PeerAddress from) {
        assertThatCode(() -> names.require(IndexName.parse(name), from)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "index.example:443",
                "index.example:6969",
                "box:6969",
                "box.local:6969",
                "10.0.0.5:6969",
                "[2001:db8::5]:6969",
                "[2001:db8:0:0::5]:6969",
            })
    void areThoseOfThePublicUrlAndOfTheMachineForAnybody(String name) {
        assertOurs(name, ELSEWHERE);
        assertOurs(name, HERE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:6969", "127.0.0.1:6969", "127.9.9.9:6969", "[::1]:6969"})
    void areThoseOfLoopbackOnlyForWhoIsHere(String name) {
        assertOurs(name, HERE);
        assertForeign(names, name, ELSEWHERE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "index.example:80",
                "index.example.evil.example:443",
                "evil.example:6969",
                "box:6970",
                "box.evil.example:6969",
                "10.0.0.5:443",
                "10.0.0.6:6969",
                "0.0.0.0:6969",
                "localhost:443",
            })
    void areNoOthers(String name) {
        assertForeign(names, name, HERE);
    }

    @Test
    void withoutAPublicUrlAreTheMachines() throws ProtocolException, TrackerRejection {
        IndexNames bare = listening(Optional.empty());
        bare.require(IndexName.parse("box:6969"), ELSEWHERE);
        assertForeign(bare, "index.example:443", HERE);
    }

    @Test
    void followTheMachinesAddressesWithinHalfAMinute() {
        addresses = Set.of(InetAddress.ofLiteral("10.0.0.6"));
        assertOurs("10.0.0.5:6969", ELSEWHERE);
        nanos += Duration.ofSeconds(30).toNanos();
        assertOurs("10.0.0.6:6969", ELSEWHERE);
        assertForeign(names, "10.0.0.5:6969", ELSEWHERE);
    }
}
