package dunlin.swarm.metadata;

import dunlin.net.HostPrefix;
import dunlin.net.Ticker;
import dunlin.peer.Crowd;
import dunlin.peer.Greeted;
import dunlin.peer.Introduction;
import dunlin.peer.PeerConnection;
import dunlin.peer.PeerListener;
import dunlin.peer.Talk;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.Magnet;
import dunlin.protocol.wire.Extension;
import dunlin.protocol.wire.ExtensionHandshake;
import dunlin.protocol.wire.ExtensionMessage;
import dunlin.protocol.wire.FrameLimits;
import dunlin.protocol.wire.Handshake;
import dunlin.protocol.wire.HolepunchMessage;
import dunlin.protocol.wire.Message;
import dunlin.protocol.wire.MetadataMessage;
import dunlin.protocol.wire.PexMessage;
import dunlin.swarm.dial.Connector;
import dunlin.swarm.dial.DhtPort;
import dunlin.swarm.dial.Origin;
import dunlin.swarm.dial.PeerHost;
import dunlin.swarm.exchange.Hearsay;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Fetches the info dictionary that a magnet link names from the peers of its swarm (BEP 9), before
 * there can be a swarm. Its connections are closed when it is done; the swarm dials the same peers
 * anew, with pieces to tell of. Thread-safe: one lock guards the assembly and the peers, with the
 * same rule as in a swarm: nothing blocks under it.
 */
public final class MetadataFetch implements PeerHost {
    private static final int MAX_PEERS = 30;
    private static final long USEFUL_NANOS = Duration.ofMinutes(1).toNanos();

    /** Who gives no metadata gives way: some places are for those we dial, few for one host. */
    private static final Crowd CROWD =
            new Crowd(MAX_PEERS, MAX_PEERS / 3, 8, Duration.ofSeconds(10).toNanos());

    /** A connected peer, and what it told and gave so far. */
    private static final class Source {
        final PeerConnection connection;
        final Talk talk;
        ExtensionHandshake said = ExtensionHandshake.NONE;
        boolean gave;
        boolean hasToldPort;
        final Hearsay hearsay;

        /** When it last gave metadata, or it came. */
        long gaveAt;

        Source(PeerConnection connection, long now) {
            this.connection = connection;
            this.talk = new Talk(now);
            this.gaveAt = now;
            this.hearsay = new Hearsay(connection.remote().getAddress());
        }

        Crowd.Guest<PeerConnection> guest(long now) {
            return new Crowd.Guest<>(
                    connection,
                    HostPrefix.of(connection.remote().getAddress()),
                    !connection.incoming(),
                    gave && now - gaveAt < USEFUL_NANOS,
                    said.number(Extension.UT_METADATA).isPresent(),
                    gaveAt);
        }
    }

    private static final long TICK_NANOS = Duration.ofMillis(500).toNanos();

    private final Handshake handshake;
    private final int listenPort;
    private final DhtPort dht;
    private final Set<Extension> spoken;
    private final Connector connector;
    private final Ticker ticker;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final MetadataAssembly<PeerConnection> assembly;

    private final Map<PeerConnection, Source> peers = new HashMap<>();

    private Optional<byte[]> info = Optional.empty();
    private boolean closed;
    private volatile Optional<Ticker.Loop> loop = Optional.empty();

    /**
     * Asks nobody before {@link #start}.
     *
     * @param listenPort where others can dial us
     * @param hearsOfPeers whether peers may tell of other peers
     * @param connector of this share alone; stays open
     */
    public MetadataFetch(
            Magnet magnet,
            PeerId self,
            int listenPort,
            DhtPort dht,
            boolean hearsOfPeers,
            Connector connector,
            Ticker ticker) {
        this.handshake = Handshake.ours(magnet.id(), self).withDht(dht.port().isPresent());
        this.dht = dht;
        this.spoken =
                hearsOfPeers
                        ? Set.of(Extension.UT_METADATA, Extension.UT_PEX)
                        : Set.of(Extension.UT_METADATA);
        this.listenPort = listenPort;
        this.assembly = new MetadataAssembly<>(magnet.infoHash(), magnet.infoHashV2());
        this.connector = connector;
        this.ticker = ticker;
    }

    /** Begins to dial and to ask. To be called once. */
    public void start() {
        loop = Optional.of(ticker.loop("metadata " + handshake.infoHash(), this::step));
    }

    @Override
    public Handshake handshake() {
        return handshake;
    }

    @Override
    public boolean wantsPeers() {
        return true;
    }

    @Override
    public void peersFound() {
        loop.ifPresent(Ticker.Loop::wake);
    }

    @Override
    public void admit(Greeted greeted) {
        PeerConnection connection =
                greeted.open(
                        new Ears(),
                        PeerConnection.Settings.withoutBlocks(FrameLimits.PIECES_UNKNOWN));
        boolean taken;
        boolean late;
        Optional<PeerConnection> leaves = Optional.empty();
        lock.lock();
        try {
            late = closed;
            taken = !closed && connection.extended() && !connector.banned(connection.remote());
            if (taken) {
                long now = ticker.nanoTime();
                Source source = new Source(connection, now);
                switch (CROWD.enter(source.guest(now), guests(now), now)) {
                    case Crowd.Answer.Free<PeerConnection> _ -> {}
                    case Crowd.Answer.Instead<PeerConnection>(PeerConnection least) ->
                            leaves = Optional.of(least);
                    case Crowd.Answer.Full<PeerConnection> _ -> taken = false;
                    case Crowd.Answer.Enough<PeerConnection> _ -> taken = false;
                }
                if (taken) {
                    peers.put(connection, source);
                    connection.send(
                            Introduction.message(
                                    connection,
                                    spoken,
                                    OptionalInt.of(listenPort),
                                    OptionalInt.empty()));
                    if (connection.theirs().dht()) {
                        dht.port().ifPresent(port -> connection.send(new Message.Port(port)));
                    }
                }
            }
        } finally {
            lock.unlock();
        }
        leaves.ifPresent(least -> least.close("it gives its place to another: it gave nothing"));
        if (!taken) {
            connection.close("it cannot give metadata, or too many are here");
        }
        if (late && !connection.incoming()) {
            connector.released(connection.remote());
        }
        connection.start();
    }

    private List<Crowd.Guest<PeerConnection>> guests(long now) {
        return peers.values().stream()
                .filter(source -> !source.connection.isClosed())
                .map(source -> source.guest(now))
                .toList();
    }

    private long step(long now) {
        int room;
        lock.lock();
        try {
            if (info.isPresent() || closed) {
                return Ticker.Step.END;
            }
            for (PeerConnection peer : peers.keySet()) {
                peer.tick(now);
                ask(peer, now);
            }
            room = CROWD.room(guests(now), now);
        } finally {
            lock.unlock();
        }
        connector.dial(room, now);
        return TICK_NANOS;
    }

    /**
     * Waits until the info dictionary is here and has the right hash.
     *
     * @return its bytes, or empty if nobody gave it in time
     */
    public Optional<byte[]> await(Duration deadline) throws InterruptedException {
        long left = deadline.toNanos();
        lock.lock();
        try {
            while (info.isEmpty() && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return info;
        } finally {
            lock.unlock();
        }
    }

    /** Asks the peer for what the assembly wants of it now. */
    private void ask(PeerConnection peer, long now) {
        for (OptionalInt piece = assembly.next(peer, now);
                piece.isPresent();
                piece = assembly.next(peer, now)) {
            send(peer, new MetadataMessage.Request(piece.getAsInt()));
        }
    }

    private void send(PeerConnection peer, MetadataMessage message) {
        Source source = peers.get(peer);
        if (source != null) {
            source.said.wrap(message).ifPresent(peer::send);
        }
    }

    private final class Ears implements PeerListener {
        @Override
        public void onMessage(PeerConnection connection, Message message) throws ProtocolException {
            lock.lock();
            try {
                switch (message) {
                    case Message.Extended extended -> hear(connection, extended, ticker.nanoTime());
                    case Message.Port(int port) -> hearPort(connection, port);
                    default -> {} // there are no pieces yet to speak of
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void onClosed(PeerConnection connection, String reason) {
            boolean isOurEnd;
            lock.lock();
            try {
                isOurEnd = closed;
                peers.remove(connection);
                assembly.left(connection);
            } finally {
                lock.unlock();
            }
            if (!connection.incoming() && !isOurEnd) {
                connector.disconnected(connection.remote(), false, ticker.nanoTime());
                peersFound();
            }
        }
    }

    /** Only once: its node is asked whether it is there. */
    private void hearPort(PeerConnection peer, int port) {
        Source source = peers.get(peer);
        if (source != null && !source.hasToldPort && port > 0) {
            source.hasToldPort = true;
            dht.heard(new InetSocketAddress(peer.remote().getAddress(), port));
        }
    }

    private void hear(PeerConnection peer, Message.Extended message, long now)
            throws ProtocolException {
        Source source = peers.get(peer);
        if (source == null) {
            return;
        }
        boolean greets = message.id() == ExtensionHandshake.NUMBER;
        source.talk.hear(greets ? Talk.HANDSHAKE : Talk.EXTENDED, now, 0);
        switch (ExtensionMessage.parse(message)) {
            case ExtensionHandshake theirs -> introduced(source, theirs);
            case MetadataMessage.Data data -> {
                if (assembly.awaits(peer, data.piece(), now)) {
                    source.gave = true;
                    source.gaveAt = now;
                }
                conclude(assembly.received(peer, data, now));
            }
            case MetadataMessage.Reject(int piece) -> assembly.rejected(peer, piece, now);
            case MetadataMessage.Request(int piece) ->
                    send(peer, new MetadataMessage.Reject(piece));
            case MetadataMessage.Unknown _ -> {} // for a later extension of BEP 9
            case PexMessage news -> {
                if (spoken.contains(Extension.UT_PEX)) {
                    connector.add(source.hearsay.heard(news, now), Origin.PEER_EXCHANGE);
                }
            }
            case HolepunchMessage _ -> {} // it was not offered
            case ExtensionMessage.Unspoken _ -> {}
        }
        ask(peer, now);
    }

    /** What a peer says of itself may come in parts. */
    private void introduced(Source source, ExtensionHandshake theirs) throws ProtocolException {
        ExtensionHandshake known = source.said.updatedBy(theirs);
        source.said = known;
        if (known.number(Extension.UT_METADATA).isPresent() && known.metadataSize().isPresent()) {
            assembly.offers(source.connection, known.metadataSize().getAsInt());
        }
    }

    private void conclude(MetadataAssembly.Outcome<PeerConnection> outcome) {
        switch (outcome) {
            case MetadataAssembly.Outcome.Waiting<PeerConnection> _ -> {}
            case MetadataAssembly.Outcome.Whole<PeerConnection>(byte[] bytes) -> {
                info = Optional.of(bytes);
                changed.signalAll();
            }
            case MetadataAssembly.Outcome.Wrong<PeerConnection>(Set<PeerConnection> culprits) -> {
                for (PeerConnection culprit : culprits) {
                    connector.ban(List.of(culprit.remote()));
                    culprit.close("sent false metadata");
                }
            }
        }
    }

    /** Closes its connections; their addresses may be dialled again at once, by who comes next. */
    @Override
    public void close() {
        List<PeerConnection> open;
        lock.lock();
        try {
            closed = true;
            open = List.copyOf(peers.keySet());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        loop.ifPresent(Ticker.Loop::close);
        for (PeerConnection connection : open) {
            connection.close("the metadata is here");
            if (!connection.incoming()) {
                connector.released(connection.remote());
            }
        }
    }
}
