package dunlin.net.udp;

import dunlin.net.udp.PacketPort.Sent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends one packet at a time through a channel of the JDK that never waits. Thread-safe. */
final class PlainOutlet {
    private static final Logger LOG = LoggerFactory.getLogger(PlainOutlet.class);
    private static final SocketOption<Boolean> WHOLE = ExtendedSocketOptions.IP_DONTFRAGMENT;

    /**
     * How often and for how long one waits for room. A network card sends as much as a socket holds
     * back in about as long; if not, the way is slow, and the sender is to learn that by the loss.
     */
    private static final int WAITS = 10;

    private static final long WAIT_NANOS = 100_000;

    private final DatagramChannel channel;
    private final Fragments fragments;
    private final LongAdder sent = new LongAdder();
    private final LongAdder unsent = new LongAdder();
    private volatile @Nullable TooLong tooLong;

    PlainOutlet(DatagramChannel channel) {
        this.channel = channel;
        this.fragments =
                new Fragments(
                        isKeptWhole() ? allowed -> channel.setOption(WHOLE, !allowed) : _ -> {});
    }

    /** Has packets kept whole, where the system knows how to. */
    private boolean isKeptWhole() {
        try {
            channel.setOption(WHOLE, true);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("packets may be cut into fragments here", e);
            return false;
        }
    }

    /**
     * Sends a packet, or loses it.
     *
     * @param packet from its position to its limit, both of which stay
     * @param waits whether for a moment to wait for room
     */
    Sent send(ByteBuffer packet, InetSocketAddress to, boolean isWhole, boolean waits) {
        Sent result = Sent.LOST;
        int length = packet.remaining();
        if (fragments.begin(isWhole, length)) {
            try {
                result = send(packet, to, waits ? WAITS : 0);
            } finally {
                fragments.end(isWhole, length);
            }
        }
        count(1, result == Sent.TAKEN ? 0 : 1);
        return result;
    }

    private Sent send(ByteBuffer packet, InetSocketAddress to, int waits) {
        int position = packet.position();
        int length = packet.remaining();
        try {
            for (int waited = 0; channel.send(packet, to) < length; waited++) {
                if (waited == waits) {
                    return Sent.LOST;
                }
                LockSupport.parkNanos(WAIT_NANOS);
            }
            return Sent.TAKEN;
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("a packet to {} is lost", to, e); // no way there, or of the other family
            return e instanceof IOException failure && isTooLong(failure)
                    ? Sent.TOO_LONG
                    : Sent.LOST;
        } finally {
            packet.position(position);
        }
    }

    private boolean isTooLong(IOException e) {
        TooLong known = tooLong;
        if (known == null) {
            known = TooLong.askedOf(channel);
            tooLong = known;
        }
        return known.isReason(e);
    }

    /** The lock under which packets are sent by other means, too. */
    Fragments fragments() {
        return fragments;
    }

    /** Counts packets that are sent. */
    void count(long all, long lost) {
        sent.add(all - lost);
        if (lost > 0) {
            unsent.add(lost);
        }
    }

    long sent() {
        return sent.sum();
    }

    long unsent() {
        return unsent.sum();
    }
}
