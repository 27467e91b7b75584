package dunlin.overlay;

import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.overlay.OverlayMessage;
import dunlin.protocol.overlay.OverlayMessage.Hello;
import dunlin.protocol.overlay.OverlayMessage.Proof;
import dunlin.protocol.overlay.Signatures;
import dunlin.protocol.overlay.Signatures.Meeting;
import dunlin.protocol.overlay.Signatures.Side;
import java.util.Optional;

/**
 * How the two ends of a connection prove who they are: each says a number that nobody ever said
 * before, and signs what both have said. Nothing else is heard until then. For the thread that
 * reads the connection; what it came to may be asked by any.
 */
final class Proving {
    private final Signatures signatures;
    private final PeerKeyPair keys;
    private final PeerId ourId;
    private final PeerId theirId;
    private final boolean weDialled;
    private final Hello ours;
    private Optional<Hello> claimed = Optional.empty();
    private byte[] claim = {};
    private volatile Optional<Hello> proved = Optional.empty();

    /**
     * @param ours with a nonce of this connection alone
     */
    Proving(
            Signatures signatures,
            PeerKeyPair keys,
            PeerId ourId,
            PeerId theirId,
            boolean weDialled,
            Hello ours) {
        this.signatures = signatures;
        this.keys = keys;
        this.ourId = ourId;
        this.theirId = theirId;
        this.weDialled = weDialled;
        this.ours = ours;
    }

    /** What we say first. */
    Hello hello() {
        return ours;
    }

    /** Whether the other side has proved who it is. */
    boolean isDone() {
        return proved.isPresent();
    }

    /** Who the other side is; only once it has proved that. */
    Hello other() {
        return proved.orElseThrow();
    }

    /**
     * Hears what comes before the proof.
     *
     * @param payload the message in the bytes in which it came: those are signed
     * @return what to answer
     */
    Optional<Proof> hear(OverlayMessage message, byte[] payload) throws ProtocolException {
        switch (message) {
            case Hello hello when claimed.isEmpty() -> {
                claimed = Optional.of(hello);
                claim = payload.clone();
                return Optional.of(signatures.prove(keys, side(weDialled), meeting()));
            }
            case Proof proof when claimed.isPresent() -> {
                if (!signatures.proves(proof, side(!weDialled), meeting())) {
                    throw new ProtocolException("it is not who it says that it is");
                }
                proved = claimed;
                return Optional.empty();
            }
            default -> throw new ProtocolException("it speaks before it has proved who it is");
        }
    }

    private static Side side(boolean dialled) {
        return dialled ? Side.DIALLER : Side.DIALLED;
    }

    private Meeting meeting() {
        byte[] our = ours.toBytes();
        return weDialled
                ? new Meeting(ourId, theirId, our, claim)
                : new Meeting(theirId, ourId, claim, our);
    }
}
