package dunlin.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server of the own network sends us on to where only this machine can ask. */
@Tag("attack")
class RedirectAttackTest {
    /** Where connections went, as the one who asked sees it. */
    private final List<String> dialled = new ArrayList<>();

    /** Reaches whatever address on this machine. */
    private final class Rerouted extends Socket {
        @Override
        public void connect(SocketAddress to, int millis) throws IOException {
            InetSocketAddress asked = (InetSocketAddress) to;
            dialled.add(asked.getAddress().getHostAddress());
            super.connect(
                    new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), asked.getPort()),
                    millis);
        }
    }

    /** Asks a server that always redirects; the look-ups for each hop give these in turn. */
    private void assertIsNotLedOn(String... addresses) throws IOException {
        Deque<InetAddress> hops =
                new ArrayDeque<>(Stream.of(addresses).map(InetAddress::ofLiteral).toList());
        HttpCaller caller =
                new HttpCaller(
                        Optional.empty(),
                        Duration.ofSeconds(5),
                        1_000,
                        (_, _) -> {},
                        new NameLookup(_ -> new InetAddress[] {hops.remove()}),
                        () -> (SSLSocketFactory) SSLSocketFactory.getDefault(),
                        Rerouted::new);
        byte[] redirect = "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n\r\n".getBytes(ISO_8859_1);
        try (ScriptedServer server = new ScriptedServer((_, out) -> out.write(redirect))) {
            URI url = URI.create("http://index.example:" + server.port() + "/");
            assertThatThrownBy(() -> caller.get(url))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage("redirects from the network to this machine");
            // The last one is not asked.
            assertThat(hops).isEmpty();
            assertThat(dialled).hasSize(addresses.length - 1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.5, 127.0.0.1",
        "192.168.1.5, 0.0.0.0",
        "10.0.0.5, 169.254.169.254",
        "fd00::5, ::1",
        "fd00::5, fe80::1",
        "169.254.7.7, 127.0.0.1",
    })
    void aServerOfTheOwnNetworkLeadsNeitherToThisMachineNorToItsLink(String from, String to)
            throws IOException {
        assertIsNotLedOn(from, to);
    }

    @Test
    void norDoesItOverAnotherHop() throws IOException {
        assertIsNotLedOn("192.168.1.5", "192.168.1.5", "10.0.0.1", "127.0.0.1");
    }
}
