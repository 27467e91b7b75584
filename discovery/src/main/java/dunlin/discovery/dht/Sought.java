package dunlin.discovery.dht;

import dunlin.protocol.PeerAddress;
import java.util.List;

/** Who is announced under a hash, or looks for peers there. Called on the DHT's thread. */
interface Sought {
    /** Whether it may be announced: before it is known what a share is, it may be private. */
    boolean mayBeAnnounced();

    /** Whether it has everything (BEP 33). */
    boolean isSeed();

    /** Whether peers are wanted, and nobody is there. */
    boolean isHungry();

    /** There may be peers at these addresses. */
    void found(List<PeerAddress> peers);

    /** Its first look has ended: what there is was told. */
    void looked();
}
