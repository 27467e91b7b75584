package dunlin.peer;

import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.Handshake;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Exchanges BitTorrent's handshakes (BEP 3) on transports. Exactly the 68 bytes are sent and then
 * the answer is awaited: some clients break on more.
 */
public final class Handshaker {
    /** The other end is ourselves: nobody's fault, but of no use. */
    public static final class OurselvesException extends IOException {
        OurselvesException() {
            super("connected to ourselves");
        }
    }

    private Handshaker() {}

    /**
     * Greets a peer that we dialled, and hears its answer. Blocks. Closes the transport unless it
     * succeeds.
     *
     * @throws ProtocolException if the other side answers with another info-hash
     * @throws OurselvesException if the other side is ourselves
     * @throws java.net.SocketTimeoutException if it takes longer than {@code deadline}
     */
    public static Greeted greet(
            Transport transport, Handshake ours, Duration deadline, ConnectionBudget budget)
            throws IOException, ProtocolException {
        return Deadline.within(deadline, transport, () -> greet(transport, ours, budget));
    }

    private static Greeted greet(Transport transport, Handshake ours, ConnectionBudget budget)
            throws IOException, ProtocolException {
        send(transport, ours);
        ByteBuffer in = ByteBuffer.allocate(Handshake.LENGTH);
        receive(transport, in);
        Handshake theirs = Handshake.parse(in.flip());
        if (!theirs.infoHash().equals(ours.infoHash())) {
            throw new ProtocolException(
                    "answered for share %s where %s was asked for"
                            .formatted(theirs.infoHash(), ours.infoHash()));
        }
        refuseOurselves(ours, theirs);
        return new StreamGreeted(transport, theirs, false, budget);
    }

    /**
     * Answers the handshake of a peer that dialled us. Blocks. Closes the transport unless it
     * succeeds.
     *
     * @param ours our handshake for the swarm that the other side asks for, or empty to turn it
     *     away
     * @throws ProtocolException if it is turned away, or speaks another protocol
     * @throws OurselvesException if the other side is ourselves
     * @throws java.net.SocketTimeoutException if it takes longer than {@code deadline}
     */
    public static Greeted answer(
            Transport transport,
            Function<InfoHash, Optional<Handshake>> ours,
            Duration deadline,
            ConnectionBudget budget)
            throws IOException, ProtocolException {
        return Deadline.within(
                deadline,
                transport,
                () -> {
                    ByteBuffer in = ByteBuffer.allocate(Handshake.LENGTH);
                    receive(transport, in.limit(Handshake.HEAD_LENGTH));
                    InfoHash share = Handshake.infoHash(in.duplicate().flip());
                    Optional<Handshake> answer = ours.apply(share);
                    if (answer.isEmpty()) {
                        // What is left unread would be taken for a broken connection.
                        receive(transport, in.limit(Handshake.LENGTH));
                        throw new ProtocolException(
                                "asks for share " + share + ", which is not served");
                    }
                    // Before its peer id, for which some wait until they know ours; and even if it
                    // is ourselves, so that the side that dialled learns it.
                    send(transport, answer.get());
                    receive(transport, in.limit(Handshake.LENGTH));
                    Handshake theirs = Handshake.parse(in.flip());
                    refuseOurselves(answer.get(), theirs);
                    return new StreamGreeted(transport, theirs, true, budget);
                });
    }

    private static void refuseOurselves(Handshake ours, Handshake theirs)
            throws OurselvesException {
        if (theirs.peerId().equals(ours.peerId())) {
            throw new OurselvesException();
        }
    }

    private static void send(Transport transport, Handshake handshake) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(Handshake.LENGTH);
        handshake.put(out);
        out.flip();
        while (out.hasRemaining()) {
            transport.write(out);
        }
    }

    /** Reads not a byte more than the handshake: what follows it is the connection's. */
    private static void receive(Transport transport, ByteBuffer in) throws IOException {
        while (in.hasRemaining()) {
            if (transport.read(in) < 0) {
                throw new EOFException(
                        "closed by the other side after %d bytes of its handshake"
                                .formatted(in.position()));
            }
        }
    }
}
