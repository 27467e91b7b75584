package dunlin.discovery.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.discovery.tracker.UdpExchange.Connection;
import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.PackedAddresses;
import dunlin.protocol.announce.udp.UdpRequest;
import dunlin.protocol.announce.udp.UdpRequest.Connect;
import dunlin.protocol.announce.udp.UdpRequest.Scrape;
import dunlin.protocol.announce.udp.UdpResponse;
import dunlin.protocol.announce.udp.UdpResponse.Announced;
import dunlin.protocol.announce.udp.UdpResponse.Connected;
import dunlin.protocol.announce.udp.UdpResponse.Scraped;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UdpExchangeTest {
    private static final long SECOND = 1_000_000_000L;

    /** Late, so that every time wraps around in the middle of the exchange. */
    private static final long START = Long.MAX_VALUE - 20 * SECOND;

    private static UdpExchange exchange(Optional<Connection> known) {
        return new UdpExchange(
                (id, transactionId) ->
                        new Scrape(id, transactionId, List.of(InfoHash.of(new byte[20]))),
                known,
                PackedAddresses.IPV4,
                Duration.ofSeconds(60),
                new Random(1),
                START);
    }

    private static long at(int second) {
        return START + second * SECOND;
    }

    private static UdpRequest sent(UdpExchange exchange, int second) {
        return exchange.next(at(second)).orElseThrow();
    }

    private static Optional<UdpResponse> received(
            UdpExchange exchange, UdpResponse response, int second) throws ProtocolException {
        return exchange.received(ByteBuffer.wrap(ScriptedUdpTracker.bytes(response)), at(second));
    }

    /** The exchange, and what it sends when each packet is lost. */
    private static List<UdpRequest> sentUnheard(UdpExchange exchange, int from) {
        List<UdpRequest> sent = new ArrayList<>();
        for (int second = from; !exchange.isOver(at(second)); second++) {
            Optional<UdpRequest> request = exchange.next(at(second));
            assertThat(request.isPresent())
                    .as("at %d", second)
                    .isEqualTo(second == from || second - from == 15 || second - from == 45);
            request.ifPresent(sent::add);
        }
        return sent;
    }

    @Test
    void connectsAndThenAsks() throws ProtocolException {
        UdpExchange exchange = exchange(Optional.empty());
        UdpRequest connect = sent(exchange, 0);

        assertThat(connect).isInstanceOf(Connect.class);
        assertThat(exchange.next(at(1))).isEmpty();
        assertThat(received(exchange, new Connected(connect.transactionId(), 9), 1)).isEmpty();
        Scrape scrape = (Scrape) sent(exchange, 1);
        assertThat(scrape.connectionId()).isEqualTo(9);
        assertThat(scrape.transactionId()).isNotEqualTo(connect.transactionId());
        Scraped answer = new Scraped(scrape.transactionId(), List.of());
        assertThat(received(exchange, answer, 2)).contains(answer);
        assertThat(exchange.connection()).contains(new Connection(9, at(1)));
    }

    @Test
    void sendsAgainAsTheSpecificationSaysAndGivesUpAfterAMinute() {
        UdpExchange exchange = exchange(Optional.empty());
        assertThat(exchange.due()).isEqualTo(at(0));
        List<UdpRequest> sent = sentUnheard(exchange, 0);

        assertThat(sent).hasSize(3).containsOnly(sent.getFirst());
        assertThat(exchange.due()).isEqualTo(at(60));
        assertThat(exchange.isOver(at(60))).isTrue();
    }

    @Test
    void takesALateAnswerToTheFirstOfSeveralPackets() throws ProtocolException {
        UdpExchange exchange = exchange(Optional.empty());
        UdpRequest first = sent(exchange, 0);
        sent(exchange, 15);

        received(exchange, new Connected(first.transactionId(), 9), 16);
        assertThat(sent(exchange, 16)).isInstanceOf(Scrape.class);
        assertThat(exchange.next(at(45))).isEmpty();
        assertThat(exchange.next(at(46))).isPresent();
    }

    @Test
    void passesOverWhatIsNoAnswer() throws ProtocolException {
        UdpExchange exchange = exchange(Optional.empty());
        assertThat(received(exchange, new Connected(0, 9), 0)).isEmpty();
        int id = sent(exchange, 0).transactionId();

        assertThat(received(exchange, new Connected(id + 1, 9), 1)).isEmpty();
        assertThat(received(exchange, new UdpResponse.Error(id ^ 1, "go away"), 1)).isEmpty();
        for (int length = 0; length < 8; length++) {
            byte[] cut =
                    Arrays.copyOf(ScriptedUdpTracker.bytes(new UdpResponse.Error(id, "x")), length);
            assertThat(exchange.received(ByteBuffer.wrap(cut), at(1))).isEmpty();
        }
        assertThat(exchange.connection()).isEmpty();
        assertThat(exchange.due()).isEqualTo(at(15));

        received(exchange, new Connected(id, 9), 2);
        sent(exchange, 2);
        // A second answer to what was answered, in the network twice.
        assertThat(received(exchange, new Connected(id, 10), 3)).isEmpty();
        assertThat(exchange.connection()).contains(new Connection(9, at(2)));
    }

    @Test
    void refusesAnAnswerThatIsMalformedOrToSomethingElse() {
        UdpExchange exchange = exchange(Optional.empty());
        int id = sent(exchange, 0).transactionId();
        byte[] whole = ScriptedUdpTracker.bytes(new Connected(id, 9));

        assertThatThrownBy(() -> exchange.received(ByteBuffer.wrap(whole, 0, 15), at(1)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("answers nonsense: an answer of 15 bytes, at least 16 belong there");
        assertThatThrownBy(() -> received(exchange, new Announced(id, 1, 1, 1, List.of()), 1))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("not asked");
    }

    @Test
    void hearsARefusal() throws ProtocolException {
        UdpExchange exchange = exchange(Optional.empty());
        UdpResponse.Error error = new UdpResponse.Error(sent(exchange, 0).transactionId(), "full");

        assertThat(received(exchange, error, 1)).contains(error);
    }

    @Test
    void asksAtOnceWithAConnectionThatIsNotExpired() throws ProtocolException {
        UdpExchange exchange = exchange(Optional.of(new Connection(9, at(-59))));

        assertThat(sent(exchange, 0)).isInstanceOf(Scrape.class);
        assertThat(exchange(Optional.of(new Connection(9, at(-60)))).next(at(0)))
                .hasValueSatisfying(sent -> assertThat(sent).isInstanceOf(Connect.class));
    }

    @Test
    void connectsAnewWhenTheTrackerRefusesAnOldConnection() throws ProtocolException {
        UdpExchange exchange = exchange(Optional.of(new Connection(9, at(-1))));
        int id = sent(exchange, 0).transactionId();

        assertThat(received(exchange, new UdpResponse.Error(id, "who?"), 1)).isEmpty();
        Connect connect = (Connect) sent(exchange, 1);
        received(exchange, new Connected(connect.transactionId(), 10), 2);
        Scrape again = (Scrape) sent(exchange, 2);
        assertThat(again.connectionId()).isEqualTo(10);
        UdpResponse.Error error = new UdpResponse.Error(again.transactionId(), "full");
        assertThat(received(exchange, error, 3)).contains(error);
    }

    @Test
    void connectsAnewWhenTheTrackerSaysNothingToAnOldConnection() {
        List<UdpRequest> sent = sentUnheard(exchange(Optional.of(new Connection(9, at(-1)))), 0);

        assertThat(sent.get(0)).isInstanceOf(Scrape.class);
        assertThat(sent.get(1))
                .isInstanceOf(Connect.class)
                .isEqualTo(sent.get(2))
                .isNotEqualTo(new Connect(sent.get(0).transactionId()));
    }

    @Test
    void staysWithANewConnectionThoughPacketsAreLost() throws ProtocolException {
        UdpExchange exchange = exchange(Optional.empty());
        received(exchange, new Connected(sent(exchange, 0).transactionId(), 9), 0);
        UdpRequest first = sent(exchange, 0);

        assertThat(sent(exchange, 15)).isEqualTo(first).isInstanceOf(Scrape.class);
    }
}
