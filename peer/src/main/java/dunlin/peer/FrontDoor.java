package dunlin.peer;

import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.Handshake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The way in: whoever dials us comes through here to the host of the info-hash that is asked for.
 * What a stranger speaks is told by the first bytes: today that is BitTorrent's handshake, and all
 * else is turned away; other ways to begin (encryption) are to be told apart here, and nowhere
 * else. Thread-safe.
 */
public final class FrontDoor implements AutoCloseable {
    /** Takes the peers of one info-hash. */
    public interface Host {
        /** The handshake with which it greets. */
        Handshake handshake();

        /** Takes a connection whose handshakes are exchanged, or closes it. */
        void admit(Greeted greeted);
    }

    private static final Duration HANDSHAKE_DEADLINE = Duration.ofSeconds(10);

    private final Map<InfoHash, Host> hosts = new ConcurrentHashMap<>();
    private final ConnectionBudget budget;
    private final HalfOpen halfOpen;
    private final Optional<PeerListeningSocket> socket;
    private final InetSocketAddress address;

    private FrontDoor(
            Optional<InetSocketAddress> bind, InetSocketAddress at, ConnectionBudget budget)
            throws IOException {
        this.budget = budget;
        halfOpen = new HalfOpen(HalfOpen.Bounds.USUAL, budget, this::enter);
        socket =
                bind.isPresent()
                        ? Optional.of(PeerListeningSocket.open(bind.get(), halfOpen))
                        : Optional.empty();
        address = socket.map(PeerListeningSocket::address).orElse(at);
    }

    /**
     * Binds an address for TCP, with port 0 for any free one, and lets peers in from now on.
     *
     * @param budget of the node: who does not fit into it is closed at once
     * @throws IOException if it cannot be bound
     */
    public static FrontDoor open(InetSocketAddress bind, ConnectionBudget budget)
            throws IOException {
        return new FrontDoor(Optional.of(bind), bind, budget);
    }

    /**
     * A door that binds nothing: whoever comes in is brought to {@link #take}.
     *
     * @param address where those who bring them listen
     * @param budget of the node: who does not fit into it is closed at once
     */
    public static FrontDoor withoutSocket(InetSocketAddress address, ConnectionBudget budget) {
        try {
            return new FrontDoor(Optional.empty(), address, budget);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is bound that could fail
        }
    }

    /** Where it listens, with the port that was given. */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * Lets in a connection that came in by another way than the door's own socket, within the same
     * bounds, or closes it. Never blocks.
     */
    public void take(Transport transport) {
        halfOpen.admitAtOnce(transport);
    }

    /** Leads whoever asks for this info-hash to a host from now on, instead of to any before. */
    public void lead(InfoHash id, Host host) {
        hosts.put(id, host);
    }

    /** Leads nobody there any more; nothing happens if another host has taken the place. */
    public void turnAway(InfoHash id, Host host) {
        hosts.remove(id, host);
    }

    /** Greets a connection that someone else made; on a thread of its own. */
    private void enter(Transport transport) throws IOException, ProtocolException {
        Greeted greeted =
                Handshaker.answer(
                        transport,
                        id -> Optional.ofNullable(hosts.get(id)).map(Host::handshake),
                        HANDSHAKE_DEADLINE,
                        budget);
        Host host = hosts.get(greeted.theirs().infoHash());
        if (host == null) { // gone since it was greeted
            greeted.close();
        } else {
            host.admit(greeted);
        }
    }

    /** Lets nobody in any more, and ends those that are not through yet. */
    @Override
    public void close() {
        socket.ifPresent(PeerListeningSocket::close);
        halfOpen.close();
    }
}
