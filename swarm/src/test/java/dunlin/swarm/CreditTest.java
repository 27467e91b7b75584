package dunlin.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.Geometry;
import dunlin.protocol.PeerId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CreditTest {
    private static final int BLOCK = Geometry.BLOCK_LENGTH;

    private static SwarmPeer peer(int port) {
        byte[] id = new byte[20];
        id[0] = (byte) port;
        return new SwarmPeer(SilentConnection.with(port, PeerId.of(id), false), 0);
    }

    @Test
    void aPieceCountsOnceHoweverManyGaveAPartOfIt() {
        Geometry geometry = new Geometry(8L * BLOCK + 1, 4 * BLOCK);
        BlockGiver one = peer(1);
        BlockGiver other = peer(2);
        Credit credit = new Credit();
        credit.give(0, Map.of(0, one, 1, other, 2, other, 3, other), geometry);
        credit.give(1, Map.of(0, one, 1, other, 2, one, 3, other), geometry);
        credit.give(2, Map.of(0, one), geometry);
        assertThat(credit.list().stream().mapToInt(SwarmStatus.Source::pieces).sum())
                .isEqualTo(geometry.pieces());
        assertThat(credit.list().stream().mapToLong(SwarmStatus.Source::bytes).sum())
                .isEqualTo(geometry.size());
        assertThat(credit.list())
                .filteredOn(source -> source.address().getPort() == 2)
                .extracting(SwarmStatus.Source::pieces)
                .containsAnyOf(1, 2);
    }
}
