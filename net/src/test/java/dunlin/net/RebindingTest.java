package dunlin.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
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
    private HttpCaller caller(HttpCaller.Resolver resolver) {
        return new HttpCaller(
                Optional.of(InetAddress.ofLiteral("127.0.0.1")),
                Duration.ofSeconds(5),
                1_000,
                (_, address) -> {
                    if (LocalAddress.is(address)) {
                        throw new ProtocolException("a local address");
                    }
                },
                resolver,
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
}
