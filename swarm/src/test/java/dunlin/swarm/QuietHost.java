package dunlin.swarm;

import dunlin.peer.Greeted;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.wire.Handshake;
import dunlin.swarm.dial.PeerHost;
import java.util.Random;

/** Wants no peers, and lets none in. */
final class QuietHost implements PeerHost {
    @Override
    public boolean wantsPeers() {
        return false;
    }

    @Override
    public void peersFound() {}

    @Override
    public Handshake handshake() {
        return Handshake.ours(InfoHash.of(new byte[InfoHash.LENGTH]), PeerId.random(new Random(1)));
    }

    @Override
    public void admit(Greeted greeted) {
        greeted.close();
    }

    @Override
    public void close() {}
}
