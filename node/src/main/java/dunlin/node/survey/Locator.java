package dunlin.node.survey;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.node.api.Located;
import dunlin.peer.Dialer;
import dunlin.peer.Greeted;
import dunlin.peer.Introduction;
import dunlin.peer.PeerConnection;
import dunlin.peer.PeerListener;
import dunlin.protocol.Bitfield;
import dunlin.protocol.Geometry;
import dunlin.protocol.PieceIndex;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.ClientName;
import dunlin.protocol.wire.Extension;
import dunlin.protocol.wire.ExtensionHandshake;
import dunlin.protocol.wire.ExtensionMessage;
import dunlin.protocol.wire.FrameLimits;
import dunlin.protocol.wire.Handshake;
import dunlin.protocol.wire.Message;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks one peer which pieces it has, and what program it is: connects, listens to what a peer says
 * at once, and leaves. Thread-safe.
 */
final class Locator implements PeerListener {
    /**
     * A peer may send its bitfield and its introduction in either order, and no bitfield at all if
     * it has nothing (BEP 3): after the one, so long is waited for the other.
     */
    private static final Duration GRACE = Duration.ofMillis(300);

    private final Geometry geometry;
    private final CountDownLatch heard = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);
    private final CountDownLatch introduced = new CountDownLatch(1);

    @GuardedBy("this")
    private @Nullable Bitfield have;

    @GuardedBy("this")
    private Optional<ExtensionHandshake> introduction = Optional.empty();

    private Locator(Geometry geometry) {
        this.geometry = geometry;
    }

    /**
     * Asks the peer at {@code address}. Blocks.
     *
     * @return what it has, or empty if it did not answer in time
     */
    static Optional<Located> ask(
            InetSocketAddress address,
            Dialer dialer,
            Handshake ours,
            Geometry geometry,
            Duration deadline)
            throws InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        Greeted greeted;
        try {
            greeted = dialer.dial(address, ours, deadline);
        } catch (IOException | ProtocolException e) {
            return Optional.empty();
        }
        Locator locator = new Locator(geometry);
        try (PeerConnection connection =
                greeted.open(
                        locator,
                        PeerConnection.Settings.withoutBlocks(
                                FrameLimits.ofPieces(geometry.pieces())))) {
            if (connection.extended()) {
                connection.send(
                        Introduction.message(
                                connection,
                                Set.of(Extension.UT_METADATA),
                                OptionalInt.empty(),
                                OptionalInt.empty()));
            }
            connection.start();
            locator.heard.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            locator.answered.await(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            if (connection.extended()) {
                locator.introduced.await(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            }
            return locator.located(address, greeted);
        }
    }

    private synchronized Optional<Located> located(InetSocketAddress address, Greeted greeted) {
        if (have == null && introduction.isEmpty()) {
            return Optional.empty();
        }
        Bitfield told = have == null ? Bitfield.none(geometry.pieces()) : have.copy();
        return Optional.of(
                new Located(
                        address,
                        "",
                        ClientName.of(
                                greeted.theirs().peerId(),
                                introduction.orElse(ExtensionHandshake.NONE)),
                        greeted.kind(),
                        told));
    }

    @Override
    public synchronized void onMessage(PeerConnection connection, Message message)
            throws ProtocolException {
        switch (message) {
            case Message.BitfieldMessage(byte[] bits) ->
                    has(Bitfield.parse(bits, geometry.pieces()));
            case Message.HaveAll any -> has(Bitfield.all(geometry.pieces()));
            case Message.HaveNone any -> has(Bitfield.none(geometry.pieces()));
            case Message.Have(int number) -> {
                PieceIndex piece = geometry.piece(number);
                if (have == null) {
                    has(Bitfield.none(geometry.pieces()));
                }
                if (have != null) {
                    have.set(piece.number());
                }
            }
            case Message.Extended extended -> {
                if (ExtensionMessage.parse(extended) instanceof ExtensionHandshake theirs) {
                    introduction =
                            Optional.of(
                                    introduction.orElse(ExtensionHandshake.NONE).updatedBy(theirs));
                    introduced.countDown();
                    heard.countDown();
                }
            }
            default -> {}
        }
    }

    @GuardedBy("this")
    private void has(Bitfield pieces) {
        have = pieces;
        answered.countDown();
        heard.countDown();
    }

    @Override
    public void onClosed(PeerConnection connection, String reason) {
        heard.countDown();
        answered.countDown();
        introduced.countDown();
    }
}
