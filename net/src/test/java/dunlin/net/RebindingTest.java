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
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;

/**
 * A name whose owner answers with one address to who checks it, and with another to who connects.
 */
class RebindingTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    /** TEST-NET-2: a public address that is nobody's. */
    private static final InetAddress PUBLIC = InetAddress.ofLiteral("198.51.100.7");

    private final AtomicInteger asked = new AtomicInteger();

    /**
     * One that takes no local address. It is bound to loopback, from where nothing leaves this
     * machine.
     */
    private HttpCaller caller(NameLookup.Resolver resolver) {
        return new HttpCaller(
                Optional.of(InetAddress.ofLiteral("127.0.0.1")),
                Duration.ofSeconds(5),
                1_000,
                (_, address) -> {
                    if (LocalAddress.is(address)) {
                        throw new ProtocolException("a local address");
                    }
                },
                new NameLookup(resolver),
                () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /** First a public address, afterwards this machine. */
    private InetAddress[] changingItsMind(String host) {
        return new InetAddress[] {asked.getAndIncrement() == 0 ? PUBLIC : HERE};
    }

    @Test
    void whatWasCheckedIsWhatIsConnectedTo() throws Exception {
        try (ScriptedServer secret = ScriptedServer.answering(ScriptedServer.ok("secret"))) {
            URI url = URI.create("http://changing.example:" + secret.port() + "/");
            HttpCaller caller = caller(this::changingItsMind);

            assertThatThrownBy(() -> caller.get(url)).isInstanceOf(IOException.class);
            assertThat(asked).as("one look-up for check and connection").hasValue(1);
            assertThatThrownBy(() -> caller.get(url))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("local");
            assertThat(secret.targets).isEmpty();
        }
    }

    /** Where connections went, as the one who asked sees it. */
    private final List<InetAddress> dialled = new ArrayList<>();

    /** Reaches {@link #PUBLIC} on this machine: a public server that needs no network. */
    private final class Rerouted extends Socket {
        @Override
        public void connect(SocketAddress to, int millis) throws IOException {
            InetSocketAddress asked = (InetSocketAddress) to;
            dialled.add(asked.getAddress());
            super.connect(new InetSocketAddress(HERE, asked.getPort()), millis);
        }
    }

    /** One that takes any address a person names, and whose look-ups give these in turn. */
    private HttpCaller callerThatFinds(InetAddress... inTurn) {
        Deque<InetAddress> answers = new ArrayDeque<>(List.of(inTurn));
        return new HttpCaller(
                Optional.empty(),
                Duration.ofSeconds(5),
                1_000,
                (_, _) -> {},
                new NameLookup(_ -> new InetAddress[] {answers.remove()}),
                () -> (SSLSocketFactory) SSLSocketFactory.getDefault(),
                Rerouted::new);
    }

    /** Redirects to the same host, until what is asked for is {@code /end}. */
    private static ScriptedServer redirecting() {
        return new ScriptedServer((target, out) -> {
            String to = target.equals("/begin") ? "/middle" : "/end";
            String answer =
                    target.equals("/end")
                            ? ScriptedServer.ok("secret")
                            : "HTTP/1.1 302 Found\r\nLocation: " + to + "\r\n\r\n";
            out.write(answer.getBytes(ISO_8859_1));
        });
    }

    private static URI begin(ScriptedServer server) {
        return URI.create("http://changing.example:" + server.port() + "/begin");
    }

    @Test
    void aPublicServerCannotRedirectToItsOwnNameOnceThatHasBecomeLocal() throws Exception {
        try (ScriptedServer server = redirecting()) {
            HttpCaller caller = callerThatFinds(PUBLIC, HERE);

            assertThatThrownBy(() -> caller.get(begin(server)))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage("redirects from a public to a local address");
            assertThat(server.targets).containsExactly("/begin");
            assertThat(dialled).containsExactly(PUBLIC);
        }
    }

    @Test
    void whoWasLocalAndBecamePublicCannotRedirectBack() throws Exception {
        try (ScriptedServer server = redirecting()) {
            HttpCaller caller = callerThatFinds(HERE, PUBLIC, HERE);

            assertThatThrownBy(() -> caller.get(begin(server)))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage("redirects from a public to a local address");
            assertThat(server.targets).containsExactly("/begin", "/middle");
            assertThat(dialled).containsExactly(HERE, PUBLIC);
        }
    }

    @Test
    void aPublicServerMayRedirectToAPublicOne() throws Exception {
        try (ScriptedServer server = redirecting()) {
            HttpCaller.Answer answer = callerThatFinds(PUBLIC, PUBLIC, PUBLIC).get(begin(server));

            assertThat(answer.reply().body()).asString(ISO_8859_1).isEqualTo("secret");
            assertThat(dialled).containsExactly(PUBLIC, PUBLIC, PUBLIC);
        }
    }
}
