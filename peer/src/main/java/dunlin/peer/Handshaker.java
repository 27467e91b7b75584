package dunlin.peer;

import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.Handshake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Opens TCP connections and exchanges handshakes on them, within a deadline over all of it. */
public final class Handshaker {
    /** A transport with the handshake that came on it. */
    public record Greeted(Transport transport, Handshake theirs) {}

    private Handshaker() {}

    /**
     * Dials a peer and exchanges handshakes. Blocks.
     *
     * @param bind the local address to dial from, or empty for any
     * @throws ProtocolException if the other side answers with another info-hash, or is ourselves
     */
    public static Greeted dial(
            InetSocketAddress remote,
            Optional<InetSocketAddress> bind,
            Handshake ours,
            Duration deadline)
            throws IOException, ProtocolException {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * Answers the handshake of a peer that dialled us. Blocks.
     *
     * @param ours our handshake for the swarm that the other side asks for, or empty to turn it
     *     away
     */
    public static Greeted answer(
            Transport transport, Function<InfoHash, Optional<Handshake>> ours, Duration deadline)
            throws IOException, ProtocolException {
        throw new UnsupportedOperationException("not built yet");
    }
}
