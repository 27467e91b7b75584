package dunlin.peer.utp;

import dunlin.net.udp.PacketPort;
import dunlin.protocol.PeerAddress;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A port behind a router that lets in only answers: what comes from an address and port is dropped
 * until something was sent there (RFC 4787, address and port-dependent filtering).
 */
record RouterPort(PacketPort inner, Set<PeerAddress> open) implements PacketPort {
    RouterPort(PacketPort inner) {
        this(inner, ConcurrentHashMap.newKeySet());
    }

    @Override
    public InetSocketAddress address() {
        return inner.address();
    }

    @Override
    public void lead(Kind kind, Listener listener) {
        inner.lead(
                kind,
                new Listener() {
                    @Override
                    public void heard(ByteBuffer packet, PeerAddress from) {
                        if (open.contains(from)) {
                            listener.heard(packet, from);
                        }
                    }

                    @Override
                    public void heardAll() {
                        listener.heardAll();
                    }
                });
    }

    @Override
    public void turnAway(Kind kind, Listener listener) {}

    @Override
    public boolean send(ByteBuffer packet, PeerAddress to) {
        open.add(to);
        return inner.send(packet, to);
    }

    @Override
    public Sent send(ByteBuffer packet, PeerAddress to, boolean isWhole) {
        open.add(to);
        return inner.send(packet, to, isWhole);
    }

    @Override
    public Batch batch() {
        Batch batch = inner.batch();
        return new Batch() {
            @Override
            public void add(
                    PeerAddress to, ByteBuffer head, MemorySegment payload, long from, int length) {
                open.add(to);
                batch.add(to, head, payload, from, length);
            }

            @Override
            public Sent send() {
                return batch.send();
            }
        };
    }

    @Override
    public void expectMuch() {
        inner.expectMuch();
    }

    @Override
    public Counts counts() {
        return inner.counts();
    }

    @Override
    public int receiveBuffer() {
        return inner.receiveBuffer();
    }

    @Override
    public void close() {
        inner.close();
    }
}
