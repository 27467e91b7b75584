package dunlin.swarm.dial;

import java.net.InetSocketAddress;
import java.util.OptionalInt;

/**
 * This peer's node of the DHT as its shares know it: peers tell each other where theirs are (BEP 5,
 * PORT). Thread-safe; nothing blocks.
 */
public interface DhtPort {
    /** There is no node. */
    DhtPort NONE =
            new DhtPort() {
                @Override
                public OptionalInt port() {
                    return OptionalInt.empty();
                }

                @Override
                public void heard(InetSocketAddress node) {}
            };

    /** The UDP port of the node to tell peers of, if there is one. */
    OptionalInt port();

    /** A peer says that its node is there. */
    void heard(InetSocketAddress node);
}
