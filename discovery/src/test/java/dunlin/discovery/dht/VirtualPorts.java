package dunlin.discovery.dht;

import dunlin.net.udp.PacketPort;
import dunlin.protocol.PeerAddress;
import dunlin.testkit.VirtualTime;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** UDP ports that exist in virtual time only; a packet is under way for 20 ms. */
final class VirtualPorts {
    private static final long LATENCY = Duration.ofMillis(20).toNanos();

    private final VirtualTime time;
    private final Map<PeerAddress, Port> ports = new HashMap<>();
    private long packets;

    VirtualPorts(VirtualTime time) {
        this.time = time;
    }

    /** Packets sent so far. */
    long packets() {
        return packets;
    }

    Port port(String address) {
        Port port = new Port(PeerAddress.parse(address).orElseThrow());
        ports.put(port.at, port);
        return port;
    }

    final class Port implements PacketPort {
        private final PeerAddress at;
        private final Map<Kind, Listener> listeners = new HashMap<>();
        private long sent;

        private Port(PeerAddress at) {
            this.at = at;
        }

        @Override
        public InetSocketAddress address() {
            return at.socketAddress();
        }

        @Override
        public void lead(Kind kind, Listener listener) {
            listeners.put(kind, listener);
        }

        @Override
        public void turnAway(Kind kind, Listener listener) {
            listeners.remove(kind, listener);
        }

        @Override
        public boolean send(ByteBuffer packet, PeerAddress to) {
            sent++;
            packets++;
            time.after(
                    LATENCY,
                    () -> {
                        Port there = ports.get(to);
                        if (there != null && there.listeners.get(Kind.KRPC) != null) {
                            there.listeners.get(Kind.KRPC).heard(packet.duplicate(), at);
                        }
                    });
            return true;
        }

        @Override
        public Sent send(ByteBuffer packet, PeerAddress to, boolean isWhole) {
            return send(packet, to) ? Sent.TAKEN : Sent.LOST;
        }

        @Override
        public Batch batch() {
            throw new UnsupportedOperationException("the DHT sends no batches");
        }

        @Override
        public void expectMuch() {}

        @Override
        public Counts counts() {
            return new Counts(0, 0, sent, 0, 0);
        }

        @Override
        public int receiveBuffer() {
            return 1 << 20;
        }

        /** Nobody is there any more. */
        @Override
        public void close() {
            ports.remove(at);
        }
    }
}
