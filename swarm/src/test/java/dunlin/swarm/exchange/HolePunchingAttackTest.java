package dunlin.swarm.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.wire.HolepunchMessage.Why;
import dunlin.protocol.wire.PexMessage;
import dunlin.swarm.exchange.Relay.Answer;
import dunlin.swarm.exchange.Relay.Party;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A peer has us and others dial on and on, or where nobody from outside may send anybody. */
@Tag("attack")
class HolePunchingAttackTest {
    private static final long SECOND = 1_000_000_000;

    private static Party party(String address) {
        return new Party(PeerAddress.parse(address).orElseThrow(), true, new Relay.Turns(0));
    }

    private static Answer asked(Relay relay, Party asker, Party target, long now) {
        return relay.asked(asker, target.address(), Optional.of(target), now);
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.1, 127.0.0.1",
        "203.0.113.1, 192.168.0.1",
        "203.0.113.1, 10.0.0.1",
        "203.0.113.1, 169.254.169.254",
        "203.0.113.1, 100.64.0.1",
        "203.0.113.1, 0.0.0.0",
        "203.0.113.1, 224.0.0.1",
        "192.168.0.7, 127.0.0.1",
        "192.168.0.7, 169.254.169.254",
        "169.254.1.1, 169.254.1.2",
        "2001:db8::1, ::1",
        "2001:db8::1, fe80::1",
        "2001:db8::1, fd00::1",
    })
    void nobodyHasUsDialWhatLiesNearerToUsThanItself(String from, String named) {
        Invitations invitations = new Invitations(InetAddress.ofLiteral(from), 0);
        assertThat(invitations.follows(new InetSocketAddress(InetAddress.ofLiteral(named), 80), 0))
                .isFalse();
    }

    @Test
    void soManyAreDialledBecauseOnePeerSaysSo() {
        Invitations invitations = new Invitations(InetAddress.ofLiteral("203.0.113.1"), 0);
        int followed = 0;
        for (int i = 0; i < 60_000; i++) {
            InetSocketAddress victim = new InetSocketAddress("198.51.100.1", 1 + i);
            followed += invitations.follows(victim, i * SECOND / 1_000) ? 1 : 0;
        }
        assertThat(followed).as("in a minute").isBetween(10, 10 + 12);
        assertThat(invitations.follows(new InetSocketAddress("198.51.100.1", 0), 600 * SECOND))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.1:1, 192.168.0.1:1",
        "203.0.113.1:1, 127.0.0.1:1",
        "203.0.113.1:1, 100.64.0.1:1",
        "[2001:db8::1]:1, [fd00::1]:1",
        "[fe80::1]:1, [fe80::2]:1",
        "192.168.0.1:1, 127.0.0.1:1",
    })
    void oneInALocalNetworkAndOneElsewhereAreNotBroughtTogether(String one, String other) {
        Relay relay = new Relay(0);
        Answer refused = new Answer.Refused(Why.NOT_CONNECTED);
        assertThat(asked(relay, party(one), party(other), 0)).isEqualTo(refused);
        assertThat(asked(relay, party(other), party(one), 0)).isEqualTo(refused);
    }

    @Test
    void whoeverAsksOnAndOnIsHeardNoMore() {
        Relay relay = new Relay(0);
        Party asker = party("203.0.113.1:1");
        int answered = 0;
        for (int i = 0; i < 60_000; i++) {
            Answer answer =
                    relay.asked(
                            asker,
                            party("198.51.100.1:" + (1 + i)).address(),
                            Optional.empty(),
                            i * SECOND / 1_000);
            answered += answer instanceof Answer.Silence ? 0 : 1;
        }
        assertThat(answered).as("in a minute").isBetween(20, 20 + 30);
    }

    @Test
    void aThousandWhoAskForOnePeerTroubleItAFewTimes() {
        Relay relay = new Relay(0);
        Party target = party("198.51.100.1:2");
        int told = 0;
        for (int i = 0; i < 1_000; i++) {
            Party asker = party("203.0.113.1:" + (1 + i));
            told += asked(relay, asker, target, i * SECOND) instanceof Answer.Together ? 1 : 0;
        }
        assertThat(told).isBetween(10, 10 + 500);
        int atOnce = 0;
        Party other = party("198.51.100.2:2");
        for (int i = 0; i < 1_000; i++) {
            Party asker = party("203.0.113.2:" + (1 + i));
            atOnce += asked(relay, asker, other, 2_000 * SECOND) instanceof Answer.Together ? 1 : 0;
        }
        assertThat(atOnce).isEqualTo(Relay.Turns.INVITATIONS_AT_ONCE);
    }

    @Test
    void howeverManyAskSoManyAreAnsweredInAll() {
        Relay relay = new Relay(0);
        int answered = 0;
        for (int i = 0; i < 10_000; i++) {
            Party asker = party("203.0.113.1:" + (1 + i));
            Party target = party("198.51.100.1:" + (1 + i));
            answered += asked(relay, asker, target, 0) instanceof Answer.Silence ? 0 : 1;
        }
        assertThat(answered).isEqualTo(Relay.AT_ONCE);
    }

    @Test
    void whoeverNamesPeersOnAndOnIsRememberedToIntroduceABoundedNumber() {
        Hearsay hearsay = new Hearsay(InetAddress.ofLiteral("203.0.113.1"));
        int introduced = 0;
        for (int i = 0; i < 60; i++) {
            PeerAddress named = PeerAddress.parse("198.51.100.1:" + (1 + i)).orElseThrow();
            PexMessage.Peer peer = new PexMessage.Peer(named, PexMessage.HOLEPUNCH);
            hearsay.heard(new PexMessage(List.of(peer), List.of()), i * SECOND);
            introduced += hearsay.introduces(named.socketAddress()) ? 1 : 0;
        }
        assertThat(introduced).as("one message in 45 s").isEqualTo(2);
    }

    @Test
    void whoeverIsGoneIsIntroducedNoMore() {
        Hearsay hearsay = new Hearsay(InetAddress.ofLiteral("203.0.113.1"));
        PeerAddress named = PeerAddress.parse("198.51.100.1:1").orElseThrow();
        PeerAddress plain = PeerAddress.parse("198.51.100.1:2").orElseThrow();
        hearsay.heard(
                new PexMessage(
                        List.of(
                                new PexMessage.Peer(named, PexMessage.HOLEPUNCH),
                                new PexMessage.Peer(plain, PexMessage.UTP)),
                        List.of()),
                0);
        assertThat(hearsay.introduces(named.socketAddress())).isTrue();
        assertThat(hearsay.introduces(plain.socketAddress())).as("takes no part").isFalse();
        hearsay.heard(new PexMessage(List.of(), List.of(named)), SECOND);
        assertThat(hearsay.introduces(named.socketAddress())).isFalse();
    }
}
