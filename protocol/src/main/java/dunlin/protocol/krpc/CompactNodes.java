package dunlin.protocol.krpc;

import dunlin.protocol.PeerAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Nodes and addresses packed into strings of bytes.
 *
 * <pre>
 *   nodes    (BEP 5)    id 20 | IPv4 address 4  | port 2    each, big-endian
 *   nodes6   (BEP 32)   id 20 | IPv6 address 16 | port 2    each
 *   values, ip          address 4 or 16 | port 2
 * </pre>
 */
final class CompactNodes {
    private CompactNodes() {}

    static byte[] pack(List<NodeInfo> nodes, Family family) {
        int stride = NodeId.LENGTH + family.addressLength() + 2;
        ByteBuffer out = ByteBuffer.allocate(nodes.size() * stride);
        for (NodeInfo node : nodes) {
            NodeId id = node.id();
            out.putLong(id.head()).putLong(id.middle()).putInt(id.tail());
            put(out, node.address(), family);
        }
        return out.array();
    }

    static byte[] pack(PeerAddress address) {
        Family family = Family.of(address);
        ByteBuffer out = ByteBuffer.allocate(family.addressLength() + 2);
        put(out, address, family);
        return out.array();
    }

    private static void put(ByteBuffer out, PeerAddress address, Family family) {
        if (Family.of(address) != family) {
            throw new IllegalArgumentException(address + " among addresses of " + family);
        }
        if (family == Family.IPV4) {
            out.putInt(address.ipv4());
        } else {
            out.putLong(address.high()).putLong(address.low());
        }
        out.putShort((short) address.port());
    }

    /**
     * The nodes, without those at port 0, those of IPv4 among IPv6, and a part of one at the end.
     */
    static List<NodeInfo> unpack(byte[] packed, Family family) {
        int stride = NodeId.LENGTH + family.addressLength() + 2;
        ByteBuffer in = ByteBuffer.wrap(packed);
        List<NodeInfo> nodes = new ArrayList<>(packed.length / stride);
        for (int at = 0; at + stride <= packed.length; at += stride) {
            PeerAddress address = address(in, at + NodeId.LENGTH, family);
            if (address.port() != 0 && Family.of(address) == family) {
                nodes.add(new NodeInfo(NodeId.at(in, at), address));
            }
        }
        return nodes;
    }

    /** Whether these bytes are as many as an address of either family has. */
    static boolean isAddress(byte[] packed) {
        return packed.length == 6 || packed.length == 18;
    }

    static PeerAddress address(byte[] packed) {
        return address(ByteBuffer.wrap(packed), 0, packed.length == 6 ? Family.IPV4 : Family.IPV6);
    }

    private static PeerAddress address(ByteBuffer in, int at, Family family) {
        int port = in.getShort(at + family.addressLength()) & 0xffff;
        return family == Family.IPV4
                ? PeerAddress.ipv4(in.getInt(at), port)
                : new PeerAddress(in.getLong(at), in.getLong(at + 8), port);
    }
}
