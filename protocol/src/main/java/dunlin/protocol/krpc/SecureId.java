package dunlin.protocol.krpc;

import dunlin.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

/**
 * Ids that follow from the address of their node (BEP 42), so that nobody sits down beside whatever
 * he likes: of the CRC-32C of the masked address, with 3 bits of the node's choice in front, the
 * first 21 bits are the id's first. The choice is the id's last byte.
 *
 * <pre>
 *   id   crc 21 bits | random 131 bits | choice 8 bits, of which the last 3 count
 * </pre>
 */
public final class SecureId {
    private static final int MASK_V4 = 0x030f3fff;
    private static final long MASK_V6 = 0x0103070f1f3f7fffL;
    private static final long FIRST_21 = -1L << (64 - 21);

    private SecureId() {}

    /** An id that fits an address; the port does not count. */
    public static NodeId of(PeerAddress address, RandomGenerator random) {
        return of(address, NodeId.random(random));
    }

    /** The id that fits an address and is otherwise this one. */
    static NodeId of(PeerAddress address, NodeId random) {
        long fixed = (long) crc(address, random.tail() & 7) << 32;
        return new NodeId(
                (fixed & FIRST_21) | (random.head() & ~FIRST_21), random.middle(), random.tail());
    }

    /** Whether an id is one that a node at this address may have. */
    public static boolean fits(NodeId id, PeerAddress address) {
        long fixed = (long) crc(address, id.tail() & 7) << 32;
        return ((fixed ^ id.head()) & FIRST_21) == 0;
    }

    private static int crc(PeerAddress address, int choice) {
        ByteBuffer bytes =
                address.isIpv4()
                        ? ByteBuffer.allocate(4).putInt((address.ipv4() & MASK_V4) | choice << 29)
                        : ByteBuffer.allocate(8)
                                .putLong((address.high() & MASK_V6) | (long) choice << 61);
        CRC32C crc = new CRC32C();
        crc.update(bytes.array());
        return (int) crc.getValue();
    }
}
