package dunlin.net.udp;

import dunlin.net.udp.PacketPort.Kind;
import dunlin.net.udp.PacketPort.Listener;
import dunlin.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads each packet that comes to a port to who speaks its protocol. Packets are told of by one
 * thread at a time; the rest is thread-safe.
 */
final class Ears {
    private static final Logger LOG = LoggerFactory.getLogger(Ears.class);

    private final Map<Kind, Listener> listeners = new ConcurrentHashMap<>();
    private final LongAdder received = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    /** Who heard something since all were last told that it was all. */
    private final Map<Kind, Listener> busy = new EnumMap<>(Kind.class);

    void lead(Kind kind, Listener listener) {
        listeners.put(kind, listener);
    }

    void turnAway(Kind kind, Listener listener) {
        listeners.remove(kind, listener);
    }

    /** Tells of a packet whoever wants it: a look at its first byte is all that junk costs. */
    void hear(ByteBuffer packet, PeerAddress from) {
        Optional<Kind> kind = kind(packet);
        Listener listener = kind.map(listeners::get).orElse(null);
        if (listener == null || from.port() == 0) {
            dropped.increment();
            return;
        }
        received.increment();
        busy.put(kind.get(), listener);
        try {
            listener.heard(packet, from);
        } catch (RuntimeException | Error e) {
            LOG.error("A fault of ours in a packet from {}", from, e);
        }
    }

    private static Optional<Kind> kind(ByteBuffer packet) {
        return packet.hasRemaining()
                ? Kind.of(packet.get(packet.position()))
                        .filter(kind -> packet.remaining() <= kind.longest())
                : Optional.empty();
    }

    /** Those that were told of are all for the moment. */
    void heardAll() {
        for (Listener listener : busy.values()) {
            try {
                listener.heardAll();
            } catch (RuntimeException | Error e) {
                LOG.error("A fault of ours behind a batch of packets", e);
            }
        }
        busy.clear();
    }

    long received() {
        return received.sum();
    }

    long dropped() {
        return dropped.sum();
    }
}
