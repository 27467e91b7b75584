package dunlin.discovery.dht;

import dunlin.protocol.PeerAddress;
import java.util.List;

/** Somebody who wants to be found under a hash, and looks for nobody. */
final class MereAnnounce implements Sought {
    @Override
    public boolean mayBeAnnounced() {
        return true;
    }

    @Override
    public boolean isSeed() {
        return false;
    }

    @Override
    public boolean isHungry() {
        return false;
    }

    @Override
    public void found(List<PeerAddress> peers) {}

    @Override
    public void looked() {}
}
