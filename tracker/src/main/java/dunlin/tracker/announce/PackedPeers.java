package dunlin.tracker.announce;

import dunlin.protocol.announce.PackedAddresses;
import dunlin.tracker.store.SwarmStore.PeerSink;
import java.nio.ByteBuffer;

/**
 * Peers as BEP 15, 23 and 7 write them, one after the other: address and port. No object for each;
 * what does not fit is left out.
 *
 * @param ipv4 takes 6 bytes each at its position
 * @param ipv6 takes 18 bytes each
 */
record PackedPeers(ByteBuffer ipv4, ByteBuffer ipv6) implements PeerSink {
    /** Bytes of a peer. */
    static final int IPV4_LENGTH = PackedAddresses.IPV4 + 2;

    static final int IPV6_LENGTH = PackedAddresses.IPV6 + 2;

    @Override
    public void ipv4(int address, int port) {
        if (ipv4.remaining() >= IPV4_LENGTH) {
            ipv4.putInt(address).putShort((short) port);
        }
    }

    @Override
    public void ipv6(long high, long low, int port) {
        if (ipv6.remaining() >= IPV6_LENGTH) {
            ipv6.putLong(high).putLong(low).putShort((short) port);
        }
    }
}
