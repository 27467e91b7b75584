package dunlin.peer.utp;

import dunlin.net.udp.PacketPort;
import dunlin.net.udp.PacketPort.Kind;
import dunlin.peer.Transport;
import dunlin.peer.utp.core.UtpConnection;
import dunlin.peer.utp.core.UtpSettings;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.utp.PacketHead;
import dunlin.protocol.utp.PacketType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All uTP connections over a peer's UDP port (BEP 29). The port's thread leads each packet to its
 * connection, and lets those send that it heard of once a batch is through; one thread more sees to
 * the times; else whoever reads and writes sends. Thread-safe.
 */
public final class UtpStack implements AutoCloseable {
    /** Takes who dials us. */
    @FunctionalInterface
    public interface Incoming {
        /** A connection came in. Called on the thread that receives: must not block. */
        void came(Transport transport);
    }

    /** How long what was written before a connection was closed has to arrive. */
    static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** How many that are closed have still something to arrive; the oldest gives way. */
    private static final int MOST_LINGERING = 1_000;

    /** How long what was written has to arrive when all is closed. */
    private static final long LAST_MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final int IDS = 0xffff;

    /** So many packets from the first on may come before it. */
    private static final int MOST_AHEAD = 4;

    private static final int MICRO = 1_000;

    private final PacketPort port;
    private final UtpSettings settings;
    private final NativeMemory memory;
    private final Incoming incoming;
    private final ConnectionTable connections = new ConnectionTable();
    private final Timers timers;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final RandomGenerator random = RandomGenerator.of("SecureRandom");
    private final Receiver receiver = new Receiver();

    /** Those that nobody uses now. Its monitor guards it. */
    private final Deque<PacketSender> senders = new ArrayDeque<>();

    /** Closed, and not over. Its monitor guards it. */
    private final SequencedSet<UtpTransport> lingering = new LinkedHashSet<>();

    /** Closed, and what was written is still on its way. */
    private final Set<UtpTransport> undelivered = ConcurrentHashMap.newKeySet();

    /** Over, and not read to the end. */
    private final Set<UtpTransport> unread = ConcurrentHashMap.newKeySet();

    private UtpStack(PacketPort port, UtpSettings settings, long memory, Incoming incoming) {
        this.port = port;
        this.settings = settings;
        this.memory = new NativeMemory(memory);
        this.incoming = incoming;
        this.timers = Timers.start("utp-timers " + port.address().getPort());
    }

    /**
     * Hears the uTP packets of a port from now on; the port stays its owner's.
     *
     * @param memory bytes that the buffers of all connections may take together, outside the heap
     */
    public static UtpStack open(
            PacketPort port, UtpSettings settings, long memory, Incoming incoming) {
        UtpStack stack = new UtpStack(port, settings, memory, incoming);
        port.lead(Kind.UTP, stack.receiver);
        return stack;
    }

    /**
     * Dials a peer. Blocks.
     *
     * @throws IOException if it does not answer within the deadline, or refuses; also if the thread
     *     is interrupted
     */
    public Transport dial(InetSocketAddress remote, Duration deadline) throws IOException {
        UtpTransport transport = begin(PeerAddress.of(remote));
        boolean isOpen = false;
        try {
            transport.awaitOpen(deadline);
            isOpen = true;
            return transport;
        } finally {
            if (!isOpen) {
                transport.abort();
            }
        }
    }

    private UtpTransport begin(PeerAddress to) throws IOException {
        while (true) {
            UtpTransport transport =
                    new UtpTransport(
                            this,
                            to,
                            UtpConnection.dial(
                                    settings,
                                    memory,
                                    random.nextInt() & IDS,
                                    random.nextInt() & IDS,
                                    System.nanoTime()));
            boolean isAdded = connections.add(transport);
            if (isAdded && !closed.get()) {
                return transport;
            }
            transport.abort();
            if (closed.get()) {
                throw new ClosedChannelException();
            }
        }
    }

    /** What the port's thread does; all of it on that one. */
    private final class Receiver implements PacketPort.Listener {
        private final PacketHead head = new PacketHead();
        private final SynCookies cookies = new SynCookies(random);
        private final Resets resets = new Resets(random);
        private final ByteBuffer answer = ByteBuffer.allocateDirect(PacketHead.LENGTH);
        private final List<UtpTransport> touched = new ArrayList<>();

        @Override
        public void heard(ByteBuffer packet, PeerAddress from) {
            if (!head.read(packet)) {
                return;
            }
            long now = System.nanoTime();
            UtpTransport transport = find(from);
            if (transport == null) {
                stranger(from, now);
            } else if (transport.received(head, now)) {
                touched.add(transport);
            }
        }

        private @Nullable UtpTransport find(PeerAddress from) {
            int id = head.connectionId();
            return switch (head.type()) {
                case SYN -> connections.find(from, id + 1 & IDS);
                case RESET -> findReset(from, id);
                case DATA, FIN, STATE -> connections.find(from, id);
            };
        }

        /** Some name the connection by the id of their packets, others by that of ours. */
        private @Nullable UtpTransport findReset(PeerAddress from, int id) {
            for (int i = -1; i <= 1; i++) {
                UtpTransport transport = connections.find(from, id + i & IDS);
                if (transport != null) {
                    return transport;
                }
            }
            return null;
        }

        private void stranger(PeerAddress from, long now) {
            switch (head.type()) {
                case SYN -> answerSyn(from, now);
                case DATA, FIN, STATE -> {
                    boolean isIn = head.type() == PacketType.DATA && enters(from, now);
                    if (!isIn && !isAheadOfTheFirst(from, now)) {
                        reset(from, now);
                    }
                }
                case RESET -> {}
            }
        }

        /**
         * Whether a connection that is not there may still begin: the packet that begins it is late
         * or will be sent again. A reset would end it.
         */
        private boolean isAheadOfTheFirst(PeerAddress from, long now) {
            int id = head.connectionId() - 1 & IDS;
            for (int ahead = 1; ahead <= MOST_AHEAD; ahead++) {
                int syn = head.sequence() - ahead & IDS;
                if (cookies.answered(from, id, syn, head.acknowledged(), now).isPresent()) {
                    return true;
                }
            }
            return false;
        }

        private void answerSyn(PeerAddress from, long now) {
            if (closed.get()) {
                return;
            }
            int micros = micros(now);
            int id = head.connectionId();
            answer.clear();
            PacketHead.put(
                    answer,
                    PacketType.STATE,
                    0,
                    id,
                    micros,
                    micros - head.timestamp(),
                    settings.minBuffer(),
                    cookies.sequence(from, id, head.sequence(), now),
                    head.sequence());
            port.send(answer.flip(), from);
        }

        /** Begins the connection if this is the first packet after an answered SYN. */
        private boolean enters(PeerAddress from, long now) {
            int id = head.connectionId() - 1 & IDS;
            int syn = head.sequence() - 1 & IDS;
            OptionalInt sequence = cookies.answered(from, id, syn, head.acknowledged(), now);
            if (sequence.isEmpty() || closed.get()) {
                return false;
            }
            UtpTransport transport =
                    new UtpTransport(
                            UtpStack.this,
                            from,
                            UtpConnection.accept(
                                    settings, memory, syn(id, syn), sequence.getAsInt(), now));
            connections.add(transport);
            if (transport.received(head, now)) {
                touched.add(transport);
            }
            if (closed.get()) { // meanwhile
                transport.abort();
            } else {
                incoming.came(transport);
            }
            return true;
        }

        /** The SYN as it was, which nobody kept. */
        private PacketHead syn(int id, int sequence) {
            answer.clear();
            PacketHead.put(
                    answer, PacketType.SYN, 0, id, head.timestamp(), 0, head.window(), sequence, 0);
            PacketHead syn = new PacketHead();
            syn.read(answer.flip());
            return syn;
        }

        private void reset(PeerAddress to, long now) {
            if (resets.mayAnswer(to, now)) {
                port.send(resets.to(head, micros(now)), to);
            }
        }

        @Override
        public void heardAll() {
            for (int i = 0; i < touched.size(); i++) {
                touched.get(i).receivedAll();
            }
            touched.clear();
        }
    }

    private static int micros(long now) {
        return (int) (now / MICRO);
    }

    /** Sends what is due of a connection; called under its lock. */
    void send(PeerAddress to, UtpConnection connection, long now) {
        PacketSender sender = sender();
        try {
            sender.begin(to);
            connection.send(sender, now);
        } finally {
            int refused = sender.end();
            if (refused > 0) {
                connection.tooLong(refused, now);
            }
            putBack(sender);
        }
    }

    private PacketSender sender() {
        synchronized (senders) {
            PacketSender sender = senders.poll();
            if (sender != null) {
                return sender;
            }
        }
        return new PacketSender(port);
    }

    private void putBack(PacketSender sender) {
        synchronized (senders) {
            senders.push(sender);
        }
    }

    Timers.Timer timer(Runnable action) {
        return timers.timer(action);
    }

    InetSocketAddress address() {
        return port.address();
    }

    void expectMuch() {
        port.expectMuch();
    }

    /**
     * A connection is closed, and what was written is still on its way; called under its lock.
     *
     * @return who is to be ended at once instead, if any: with no lock held
     */
    Optional<UtpTransport> lingers(UtpTransport transport) {
        undelivered.add(transport);
        synchronized (lingering) {
            lingering.add(transport);
            return lingering.size() > MOST_LINGERING
                    ? Optional.of(lingering.removeFirst())
                    : Optional.empty();
        }
    }

    /** A connection is over, but may still be read; called under its lock. */
    void over(UtpTransport transport) {
        unread.add(transport);
        connections.remove(transport);
        synchronized (lingering) {
            lingering.remove(transport);
        }
        delivered(transport);
    }

    /** All that was written on a connection has arrived, or never will; called under its lock. */
    void delivered(UtpTransport transport) {
        if (undelivered.remove(transport) && undelivered.isEmpty()) {
            synchronized (undelivered) {
                undelivered.notifyAll();
            }
        }
    }

    /** A connection is over, and nobody reads any more of it; called under its lock. */
    void read(UtpTransport transport) {
        unread.remove(transport);
    }

    /** Connections that are not over. */
    int size() {
        return connections.size();
    }

    /** Bytes that their buffers take. */
    long lent() {
        return memory.lent();
    }

    /**
     * Ends all connections: what was written has half a second to arrive. Not to be called on a
     * thread of the port.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        connections.all().forEach(UtpTransport::close);
        awaitDelivery(System.nanoTime() + LAST_MOMENT_NANOS);
        connections.all().forEach(UtpTransport::abort);
        unread.forEach(UtpTransport::close);
        port.turnAway(Kind.UTP, receiver);
        timers.close();
    }

    private void awaitDelivery(long until) {
        try {
            synchronized (undelivered) {
                for (long left = until - System.nanoTime();
                        !undelivered.isEmpty() && left > 0;
                        left = until - System.nanoTime()) {
                    TimeUnit.NANOSECONDS.timedWait(undelivered, left);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
