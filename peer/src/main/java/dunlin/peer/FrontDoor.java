package dunlin.peer;

import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.Handshake;
import java.io.IOException;
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
    private final PeerListeningSocket socket;

    private final ConnectionBudget budget;

    private FrontDoor(InetSocketAddress bind, ConnectionBudget budget) throws IOException {
        this.budget = budget;
        socket =
                PeerListeningSocket.open(
                        bind, PeerListeningSocket.Bounds.USUAL, budget, this::enter);
    }

    /**
     * Binds an address, with port 0 for any free one, and lets peers in from now on.
     *
     * @param budget of the node: who does not fit into it is closed at once
     * @throws IOException if it cannot be bound
     */
    public static FrontDoor open(InetSocketAddress bind, ConnectionBudget budget)
            throws IOException {
        return new FrontDoor(bind, budget);
    }

    /** Where it listens, with the port that was given. */
    public InetSocketAddress address() {
        return socket.address();
    }

    /** Leads whoever asks for this info-hash to a host from now on, instead of to any before. */
    public void lead(InfoHash id, Host host) {
        hosts.put(id, host);
    }

    /** Leads nobody there any more; nothing happens if another host has taken the place. */
    public void turnAway(InfoHash id, Host host) {
        hosts.remove(id, host);
    }

    /** Takes a connection that someone else made; on a thread of its own. */
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
        socket.close();
    }
}
