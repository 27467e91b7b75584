package dunlin.bench.sim.dht;

import dunlin.bench.sim.Addresses;
import dunlin.bench.sim.EventQueue;
import dunlin.bench.sim.Latencies;
import dunlin.bench.sim.Sessions;
import dunlin.bench.sim.Traffic;
import dunlin.discovery.dht.core.DhtNode;
import dunlin.discovery.dht.core.Settings;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.krpc.Family;
import dunlin.protocol.krpc.SecureId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A DHT of real nodes over packets that take time and are lost. Nodes enter by others that are
 * there, leave without a word, and others come in their places. Not thread-safe.
 */
final class DhtNetwork {
    private static final int ENTRANCES = 3;
    private static final int UDP_HEADER = 28;

    final EventQueue events = new EventQueue();
    final Traffic traffic = new Traffic();
    final Latencies latencies;

    private final SplittableRandom random;
    private final Sessions sessions;
    private final Settings settings;
    private final int liarsInHundred;
    private final List<Liar.Kind> liarKinds;
    private final List<@Nullable DhtHost> hosts = new ArrayList<>();
    private final Map<PeerAddress, DhtHost> byAddress = new HashMap<>();
    private final Map<Liar.Kind, List<PeerAddress>> liars = new EnumMap<>(Liar.Kind.class);
    private int made;
    private boolean isChurning;

    /**
     * @param nodes how many there will be
     * @param liarsInHundred how many of a hundred lie
     * @param liarKinds how they do it, in equal parts
     */
    DhtNetwork(
            int nodes,
            Settings settings,
            int liarsInHundred,
            List<Liar.Kind> liarKinds,
            SplittableRandom random) {
        this.random = random;
        this.settings = settings;
        this.liarsInHundred = liarsInHundred;
        this.liarKinds = liarKinds;
        this.latencies = new Latencies(nodes, random.split());
        this.sessions = new Sessions(Sessions.MEDIAN, random.split());
        for (int i = 0; i < nodes; i++) {
            hosts.add(null);
        }
    }

    static DhtNetwork of(
            int nodes, int liarsInHundred, List<Liar.Kind> kinds, SplittableRandom random) {
        return new DhtNetwork(nodes, Settings.of(Family.IPV4), liarsInHundred, kinds, random);
    }

    /** Nodes enter one after the other, evenly within so many nanoseconds; then time stops. */
    void build(long nanos) {
        events.spread(hosts.size(), nanos, this::enter);
    }

    /** From now on nodes leave when their sessions end, and others come. */
    void churn() {
        isChurning = true;
        for (DhtHost host : hosts) {
            if (host != null) {
                endLater(host);
            }
        }
    }

    private void endLater(DhtHost host) {
        events.after(
                sessions.next(),
                () -> {
                    if (!host.isGone) {
                        replace(host);
                    }
                });
    }

    /** So many of a hundred leave at this moment; others come in their places at once. */
    void replaceAtOnce(int inHundred) {
        for (DhtHost host : List.copyOf(byAddress.values())) {
            if (random.nextInt(100) < inHundred) {
                replace(host);
            }
        }
    }

    private void replace(DhtHost host) {
        host.isGone = true;
        byAddress.remove(host.address);
        if (host.liar != null) {
            liars.values().forEach(addresses -> addresses.remove(host.address));
        }
        latencies.place(host.number);
        enter(host.number);
    }

    private void enter(int number) {
        PeerAddress address = Addresses.of(made++);
        SplittableRandom own = random.split();
        Liar liar = random.nextInt(100) < liarsInHundred ? liar(address, own) : null;
        DhtHost[] self = new DhtHost[1];
        DhtNode node =
                new DhtNode(
                        settings,
                        SecureId.of(address, own),
                        own,
                        (key, message, signature) -> true, // costs nothing here
                        (packet, to) -> send(self[0], packet, to));
        DhtHost host = new DhtHost(number, address, liar, node);
        self[0] = host;
        List<PeerAddress> entrances = new ArrayList<>();
        for (int i = 0; i < ENTRANCES && !byAddress.isEmpty(); i++) {
            entrances.add(any().address);
        }
        hosts.set(number, host);
        byAddress.put(address, host);
        node.join(entrances, events.now());
        tick(host);
        if (isChurning) {
            endLater(host);
        }
    }

    private Liar liar(PeerAddress address, SplittableRandom own) {
        Liar.Kind kind = liarKinds.get(random.nextInt(liarKinds.size()));
        List<PeerAddress> others = liars.computeIfAbsent(kind, k -> new ArrayList<>());
        others.add(address);
        return new Liar(kind, own.split(), others);
    }

    /** A node that is there. */
    DhtHost any() {
        while (true) {
            DhtHost host = hosts.get(random.nextInt(hosts.size()));
            if (host != null && !host.isGone) {
                return host;
            }
        }
    }

    /** A node that is there and means no harm. */
    DhtHost anyHonest() {
        while (true) {
            DhtHost host = any();
            if (host.isHonest()) {
                return host;
            }
        }
    }

    List<DhtHost> hosts() {
        return List.copyOf(byAddress.values());
    }

    private void send(DhtHost from, byte[] packet, PeerAddress to) {
        traffic.add("packets", packet.length + UDP_HEADER);
        DhtHost receiver = byAddress.get(to);
        if (receiver == null || latencies.isLost()) {
            return;
        }
        events.after(
                latencies.packet(from.number, receiver.number),
                () -> received(receiver, packet, from.address));
    }

    private void received(DhtHost host, byte[] packet, PeerAddress from) {
        if (host.isGone) {
            return;
        }
        Liar.Reply reply =
                host.liar == null ? new Liar.Reply.Honest() : host.liar.reply(packet, host.address);
        switch (reply) {
            case Liar.Reply.Honest() -> {
                host.node.received(packet, from, events.now());
                tick(host);
            }
            case Liar.Reply.Silence() -> {}
            case Liar.Reply.Lie(byte[] lie) -> send(host, lie, from);
        }
    }

    /** Does what is due at a host, and sees to it that the next is done in time. */
    void tick(DhtHost host) {
        long due = events.now() + Math.max(1, host.node.tick(events.now()));
        if (due < host.tickAt) {
            host.tickAt = due;
            events.at(
                    due,
                    () -> {
                        if (host.tickAt == due && !host.isGone) {
                            host.tickAt = Long.MAX_VALUE;
                            tick(host);
                        }
                    });
        }
    }

    void runFor(long time, TimeUnit unit) {
        events.runUntil(events.now() + unit.toNanos(time));
    }
}
