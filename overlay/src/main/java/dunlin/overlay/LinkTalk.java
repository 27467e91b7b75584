package dunlin.overlay;

import dunlin.net.Allowance;
import dunlin.peer.Greeted;
import dunlin.peer.PeerConnection;
import dunlin.peer.PeerListener;
import dunlin.peer.Talk;
import dunlin.peer.Transport;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.Version;
import dunlin.protocol.overlay.OverlayMessage;
import dunlin.protocol.overlay.OverlayMessage.Hello;
import dunlin.protocol.wire.Extension;
import dunlin.protocol.wire.ExtensionHandshake;
import dunlin.protocol.wire.FrameLimits;
import dunlin.protocol.wire.Message;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One connection to somebody who says that it belongs to the network, from the handshakes on. Both
 * sides introduce themselves (BEP 10), say who they are, and prove it. What is said before or
 * instead closes the connection. Messages may be sent by any thread; what comes is heard on the one
 * that reads.
 *
 * <pre>
 *   extension handshake  →  Hello  →  Proof  →  everything else
 * </pre>
 */
final class LinkTalk implements PeerListener {
    /** Who hears what is said once the other side has proved who it is. */
    interface Owner {
        /** The other side has proved its key. */
        void proved(LinkTalk link);

        /** It says something. */
        void heard(LinkTalk link, OverlayMessage message) throws ProtocolException;

        /** The connection is gone, proved or not. */
        void closed(LinkTalk link, String reason);
    }

    /**
     * Signatures that are checked of one link: an answer to each of five questions a second, with
     * as many heads as one may have, and some; at once all cards that a member holds, twice. Each
     * takes a fifth of a millisecond.
     */
    private static final int CHECKS_AT_ONCE = 1_024;

    private static final int CHECKS_A_SECOND = 200;

    private static final long PROOF_NANOS = Duration.ofSeconds(10).toNanos();

    private final long number;
    private final Optional<PeerAddress> dialled;
    private final PeerConnection connection;
    private final Proving proving;
    private final Owner owner;
    private final OverlayConfig config;
    private final long begunAt;
    private final Talk talk;
    private final Allowance checks;
    private volatile ExtensionHandshake theirs = ExtensionHandshake.NONE;

    /**
     * Takes a connection; nothing is said on it before {@link #start}.
     *
     * @param number never another's in this process
     * @param dialled the address that we dialled, if we did
     * @param proving begins with the connection
     */
    LinkTalk(
            long number,
            Greeted greeted,
            Optional<PeerAddress> dialled,
            OverlayConfig config,
            Function<PeerConnection, Proving> proving,
            Owner owner) {
        this.number = number;
        this.dialled = dialled;
        this.owner = owner;
        this.config = config;
        this.begunAt = config.ticker().nanoTime();
        this.talk = new Talk(begunAt);
        this.checks = new Allowance(CHECKS_AT_ONCE, CHECKS_A_SECOND, millis(begunAt));
        this.connection =
                greeted.open(
                        this, PeerConnection.Settings.withoutBlocks(FrameLimits.PIECES_UNKNOWN));
        this.proving = proving.apply(connection);
    }

    /** Introduces us, and begins to hear. */
    void start() {
        ExtensionHandshake ours =
                new ExtensionHandshake(
                        Map.of(Extension.DN_OVERLAY, Extension.DN_OVERLAY.number()),
                        Optional.of(Version.CLIENT),
                        OptionalInt.of(config.address().port()),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        Optional.of(connection.remote().getAddress()));
        connection.send(new Message.Extended(ExtensionHandshake.NUMBER, ours.toBytes()));
        connection.start();
    }

    long number() {
        return number;
    }

    InetSocketAddress remote() {
        return connection.remote();
    }

    /** The address that we dialled, if we did. */
    Optional<PeerAddress> dialled() {
        return dialled;
    }

    boolean isProved() {
        return proving.isDone();
    }

    /** Who the other side is; only once it has proved that. */
    Hello other() {
        return proving.other();
    }

    /** The program on the other side, as it says. */
    String client() {
        return theirs.client().orElse("");
    }

    /** What carries it. */
    Transport.Kind transport() {
        return connection.kind();
    }

    /** Our own address as the other side sees it. */
    Optional<InetAddress> ourAddress() {
        return theirs.yourIp();
    }

    @Override
    public void onMessage(PeerConnection from, Message message) throws ProtocolException {
        long now = config.ticker().nanoTime();
        if (!(message instanceof Message.Extended(int id, byte[] payload))) {
            talk.hear(1, now, 0); // of a client that takes the network for a share
        } else if (id == ExtensionHandshake.NUMBER) {
            talk.hear(Talk.HANDSHAKE, now, 0);
            introduced(ExtensionHandshake.parse(payload));
        } else {
            talk.hear(Talk.EXTENDED, now, 0);
            if (id == Extension.DN_OVERLAY.number()) {
                hear(OverlayMessage.parse(payload), payload);
            }
        }
    }

    private void introduced(ExtensionHandshake said) throws ProtocolException {
        boolean isFirst = theirs.number(Extension.DN_OVERLAY).isEmpty();
        ExtensionHandshake known = theirs.updatedBy(said);
        if (known.number(Extension.DN_OVERLAY).isEmpty()) {
            throw new ProtocolException("it belongs to no network of named peers");
        }
        theirs = known;
        if (isFirst) {
            send(proving.hello());
        }
    }

    private void hear(OverlayMessage message, byte[] payload) throws ProtocolException {
        if (proving.isDone()) {
            owner.heard(this, message);
            return;
        }
        proving.hear(message, payload).ifPresent(this::send);
        if (proving.isDone()) {
            owner.proved(this);
        }
    }

    /** Whether the signatures of a message that came may be checked, or it is one too many. */
    boolean mayCheck(OverlayMessage message) {
        return checks.take(CheckedProofs.count(message), millis(config.ticker().nanoTime()));
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    /** Puts a message into the queue; one that the other side cannot take yet is lost. */
    void send(OverlayMessage message) {
        OptionalInt as = theirs.number(Extension.DN_OVERLAY);
        if (as.isPresent()) {
            connection.send(new Message.Extended(as.getAsInt(), message.toBytes()));
        }
    }

    /** To be called about once a second: keeps it alive, ends it if nothing comes of it. */
    void tick(long now) {
        connection.tick(now);
        if (!proving.isDone() && now - begunAt > PROOF_NANOS) {
            connection.close("it did not prove who it is");
        }
    }

    void close(String reason) {
        connection.close(reason);
    }

    @Override
    public void onClosed(PeerConnection from, String reason) {
        owner.closed(this, reason);
    }
}
