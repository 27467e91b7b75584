package dunlin.discovery.tracker;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.udp.UdpRequest;
import dunlin.protocol.announce.udp.UdpResponse;
import dunlin.protocol.announce.udp.UdpResponse.Connected;
import dunlin.protocol.announce.udp.UdpResponseCodec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Decides which packets go to a tracker when, until it has answered one question (BEP 15). It is
 * told times and packets and does nothing itself. Not thread-safe.
 *
 * <p>A packet that is not answered is sent again, after waits that double. The first takes a
 * quarter of the time that there is: packets leave after 0, 1/4 and 3/4 of it. With a minute, these
 * are the 15·2ⁿ seconds of BEP 15.
 *
 * <p>Times are of {@link System#nanoTime}.
 */
final class UdpExchange {
    /** How long a connection id may be used after it came. */
    private static final long ID_LIFETIME = Duration.ofSeconds(60).toNanos();

    /** What is asked, once there is a connection id. */
    @FunctionalInterface
    interface Question {
        UdpRequest with(long connectionId, int transactionId);
    }

    /**
     * A connection id.
     *
     * @param since when it came
     */
    record Connection(long id, long since) {
        boolean isExpired(long now) {
            return now - since >= ID_LIFETIME;
        }
    }

    private final Question question;
    private final int addressLength;
    private final RandomGenerator random;
    private final long end;

    private Optional<Connection> connection;

    /** Whether the connection is of an earlier exchange: the tracker may have forgotten it. */
    private boolean old;

    /** Whether what was sent last was a connect request. */
    private boolean connecting;

    private boolean awaiting;
    private int transactionId;
    private long wait;
    private long next;

    /**
     * @param known a connection of an earlier exchange, from the same address and port
     * @param addressLength as packets go over IPv4 or IPv6
     * @param within how long to try
     * @param random must not be guessable: who does not see the packets cannot forge an answer
     */
    UdpExchange(
            Question question,
            Optional<Connection> known,
            int addressLength,
            Duration within,
            RandomGenerator random,
            long now) {
        this.question = question;
        this.addressLength = addressLength;
        this.random = random;
        this.connection = known;
        this.old = known.isPresent();
        this.end = now + within.toNanos();
        this.wait = within.toNanos() / 4;
        this.next = now;
    }

    /** Whether no answer came in time. */
    boolean isOver(long now) {
        return now - end >= 0;
    }

    /** When something is to be done if nothing comes. */
    long due() {
        return next - end < 0 ? next : end;
    }

    /** The packet to be sent now, if one is due. */
    Optional<UdpRequest> next(long now) {
        if (now - next < 0) {
            return Optional.empty();
        }
        boolean again = awaiting;
        if (again) {
            wait *= 2;
        }
        // Some trackers say nothing to an id that they do not know.
        if ((again && old) || connection.filter(id -> id.isExpired(now)).isPresent()) {
            connection = Optional.empty();
            old = false;
        }
        boolean connect = connection.isEmpty();
        if (!again || connect != connecting) {
            transactionId = random.nextInt();
        }
        connecting = connect;
        awaiting = true;
        next = now + wait;
        return Optional.of(
                connection
                        .map(known -> question.with(known.id(), transactionId))
                        .orElseGet(() -> new UdpRequest.Connect(transactionId)));
    }

    /**
     * Takes a packet of the tracker. What is no answer to the last request is passed over.
     *
     * @return the answer to the question, if that is it; its kind is not looked at
     * @throws ProtocolException if it is an answer, but malformed or to something else
     */
    Optional<UdpResponse> received(ByteBuffer packet, long now) throws ProtocolException {
        if (!awaiting
                || packet.remaining() < UdpResponseCodec.HEAD_LENGTH
                || packet.getInt(packet.position() + UdpResponseCodec.TRANSACTION_ID)
                        != transactionId) {
            return Optional.empty();
        }
        UdpResponse response = parse(packet);
        if (response instanceof UdpResponse.Error) {
            if (!old) {
                return Optional.of(response);
            }
            goOn(Optional.empty(), now);
            return Optional.empty();
        }
        if (connecting && response instanceof Connected connected) {
            goOn(Optional.of(new Connection(connected.connectionId(), now)), now);
            return Optional.empty();
        }
        if (connecting || response instanceof Connected) {
            throw new ProtocolException("answers nonsense: an answer to something not asked");
        }
        return Optional.of(response);
    }

    private UdpResponse parse(ByteBuffer packet) throws ProtocolException {
        try {
            return UdpResponse.parse(packet, addressLength);
        } catch (ProtocolException e) {
            throw new ProtocolException("answers nonsense: " + e.getMessage(), e);
        }
    }

    private void goOn(Optional<Connection> now, long time) {
        connection = now;
        old = false;
        awaiting = false;
        next = time;
    }

    /** The connection that there is now, of use to the next exchange. */
    Optional<Connection> connection() {
        return connection;
    }
}
