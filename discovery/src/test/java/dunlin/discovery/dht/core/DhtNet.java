package dunlin.discovery.dht.core;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.krpc.Family;
import dunlin.protocol.krpc.NodeId;
import dunlin.protocol.krpc.SecureId;
import dunlin.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * A DHT in virtual time: a packet takes 10 to 120 ms, always the same between two hosts. Hosts are
 * spread over the public address space.
 */
final class DhtNet {
    /** A place at which something receives packets. */
    interface Host {
        void received(byte[] packet, PeerAddress from);
    }

    final VirtualTime time = new VirtualTime();
    final Random random = new Random(1);
    final List<DhtNode> nodes = new ArrayList<>();
    private final Map<DhtNode, PeerAddress> addresses = new HashMap<>();

    /** Told of every packet: to where, and its bytes. */
    BiConsumer<PeerAddress, byte[]> tap = (to, packet) -> {};

    private final Map<PeerAddress, Host> hosts = new HashMap<>();
    private final Map<DhtNode, Long> ticks = new HashMap<>();
    private final Set<PeerAddress> gone = new HashSet<>();

    static PeerAddress address(int number) {
        return PeerAddress.ipv4(0x0b000000 + number * 0x10101, 6881);
    }

    PeerAddress address(DhtNode node) {
        return Objects.requireNonNull(addresses.get(node));
    }

    void host(PeerAddress address, Host host) {
        hosts.put(address, host);
    }

    void send(byte[] packet, PeerAddress from, PeerAddress to) {
        tap.accept(to, packet);
        long millis = 10 + Math.floorMod(from.hashCode() * 31L + to.hashCode() * 31L, 110);
        time.after(
                millis * 1_000_000,
                () -> {
                    Host host = hosts.get(to);
                    if (host != null && !gone.contains(to) && !gone.contains(from)) {
                        host.received(packet, from);
                    }
                });
    }

    DhtNode node(PeerAddress address, NodeId id, Settings settings) {
        DhtNode[] self = new DhtNode[1];
        DhtNode node =
                new DhtNode(
                        settings,
                        id,
                        random,
                        Signatures.ED25519,
                        (packet, to) -> send(packet, address, to));
        self[0] = node;
        nodes.add(node);
        addresses.put(node, address);
        hosts.put(
                address,
                (packet, from) -> {
                    node.received(packet, from, now());
                    tick(node);
                });
        return node;
    }

    DhtNode node(int number) {
        PeerAddress address = address(number);
        return node(address, SecureId.of(address, random), Settings.of(Family.IPV4));
    }

    /** So many nodes, each of which has entered by two others. */
    static DhtNet of(int count) {
        DhtNet net = new DhtNet();
        for (int i = 0; i < count; i++) {
            DhtNode node = net.node(i);
            List<PeerAddress> doors = new ArrayList<>();
            for (int j = 0; j < 2 && i > 0; j++) {
                doors.add(address(net.random.nextInt(i)));
            }
            node.join(doors, net.now());
            net.tick(node);
            net.run(Duration.ofMillis(50));
        }
        net.run(Duration.ofSeconds(60));
        return net;
    }

    long now() {
        return time.nanoTime();
    }

    /** Has a node do what is due now and from now on. */
    void tick(DhtNode node) {
        long due = now() + node.tick(now());
        if (due < ticks.getOrDefault(node, Long.MAX_VALUE)) {
            ticks.put(node, due);
            time.after(
                    due - now(),
                    () -> {
                        if (Long.valueOf(due).equals(ticks.get(node))) {
                            ticks.remove(node);
                            if (!gone.contains(address(node))) {
                                tick(node);
                            }
                        }
                    });
        }
    }

    /** From now on a node is not there any more, and nothing that it sent arrives. */
    void kill(DhtNode node) {
        gone.add(address(node));
    }

    void run(Duration length) {
        long end = now() + length.toNanos();
        time.after(length.toNanos(), () -> {});
        time.runUntil(() -> now() >= end, Duration.ofNanos(end));
    }

    boolean runUntil(BooleanSupplier enough, Duration length) {
        return time.runUntil(enough, Duration.ofNanos(now() + length.toNanos()));
    }

    /** What comes of a lookup. */
    static final class Heard implements Found {
        final List<PeerAddress> peers = new ArrayList<>();
        final List<Outcome> outcomes = new ArrayList<>();

        @Override
        public void peers(List<PeerAddress> found) {
            peers.addAll(found);
        }

        @Override
        public void done(Outcome outcome) {
            outcomes.add(outcome);
        }

        boolean isDone() {
            return !outcomes.isEmpty();
        }
    }
}
