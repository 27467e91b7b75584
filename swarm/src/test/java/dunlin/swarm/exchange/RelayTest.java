package dunlin.swarm.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.wire.HolepunchMessage.Why;
import dunlin.swarm.exchange.Relay.Answer;
import dunlin.swarm.exchange.Relay.Party;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RelayTest {
    private final Relay relay = new Relay(0);
    private final Party asker = party("203.0.113.1:1", true);
    private final Party target = party("198.51.100.1:2", true);

    private static Party party(String address, boolean takesPart) {
        return new Party(PeerAddress.parse(address).orElseThrow(), takesPart, new Relay.Turns(0));
    }

    private Answer asked(Party from, Party found) {
        return relay.asked(from, found.address(), Optional.of(found), 0);
    }

    @Test
    void twoWhoTakePartAreBroughtTogether() {
        assertThat(asked(asker, target)).isEqualTo(new Answer.Together());
        assertThat(asked(party("[2001:db8::1]:1", true), party("[2001:db8::2]:2", true)))
                .isEqualTo(new Answer.Together());
    }

    @Test
    void whoeverIsNotConnectedCannotBeMet() {
        assertThat(relay.asked(asker, target.address(), Optional.empty(), 0))
                .isEqualTo(new Answer.Refused(Why.NOT_CONNECTED));
    }

    @Test
    void thereIsNoPeerAtPortZero() {
        assertThat(relay.asked(asker, target.address().withPort(0), Optional.empty(), 0))
                .isEqualTo(new Answer.Refused(Why.NO_SUCH_PEER));
    }

    @Test
    void whoeverTakesNoPartIsNotTold() {
        assertThat(asked(asker, party("198.51.100.1:2", false)))
                .isEqualTo(new Answer.Refused(Why.NO_SUPPORT));
    }

    @Test
    void whoeverAsksAndTakesNoPartHearsNothing() {
        assertThat(asked(party("203.0.113.1:1", false), target)).isEqualTo(new Answer.Silence());
    }

    @Test
    void nobodyMeetsItself() {
        assertThat(asked(asker, asker)).isEqualTo(new Answer.Refused(Why.NO_SELF));
    }

    @Test
    void twoOfDifferentFamiliesCannotMeet() {
        assertThat(asked(asker, party("[2001:db8::1]:2", true)))
                .isEqualTo(new Answer.Refused(Why.NOT_CONNECTED));
    }

    @Test
    void twoOfOneLocalNetworkMeet() {
        assertThat(asked(party("192.168.1.1:1", true), party("192.168.1.2:1", true)))
                .isEqualTo(new Answer.Together());
    }
}
