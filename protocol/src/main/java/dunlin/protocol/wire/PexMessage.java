package dunlin.protocol.wire;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.bencode.BDictionary;
import dunlin.protocol.bencode.BString;
import dunlin.protocol.bencode.Bencode;
import dunlin.protocol.bencode.BencodeWriter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which other peers of the swarm the sender is connected with ({@link Extension#UT_PEX}, BEP 11),
 * as a change to what it said before.
 *
 * <pre>
 *  d 5:added     n × (4 bytes address, 2 bytes port)     connected since
 *    7:added.f   n × 1 byte of flags
 *    6:added6    m × (16 bytes address, 2 bytes port)    the same of IPv6
 *    8:added6.f  m × 1 byte of flags
 *    7:dropped   n × (4 bytes address, 2 bytes port)     connected no longer
 *    8:dropped6  m × (16 bytes address, 2 bytes port)  e
 * </pre>
 *
 * @param added peers that can be dialled
 * @param dropped where peers were
 */
public record PexMessage(List<Peer> added, List<PeerAddress> dropped) implements ExtensionMessage {
    /** The peer lacks nothing ({@code added.f}). */
    public static final int SEED = 0x02;

    /** It speaks uTP (BEP 29). */
    public static final int UTP = 0x04;

    /** It is a rendezvous for others (BEP 55). */
    public static final int HOLEPUNCH = 0x08;

    /** The sender dialled it there, so others can too. */
    public static final int REACHABLE = 0x10;

    /** Of each kind and family so many addresses are read; the rest is passed over. */
    static final int MOST_READ = 200;

    private static final PexMessage NOTHING = new PexMessage(List.of(), List.of());

    /**
     * A peer of the swarm.
     *
     * @param address where it can be dialled
     * @param flags those of this class, and others that we do not know
     */
    public record Peer(PeerAddress address, int flags) {
        public Peer {
            if (flags < 0 || flags > 255) {
                throw new IllegalArgumentException("flags " + flags);
            }
        }
    }

    public PexMessage {
        added = List.copyOf(added);
        dropped = List.copyOf(dropped);
    }

    /**
     * Reads the payload of the message. All of it is advice: what is odd, and addresses without a
     * port, are passed over, alone.
     */
    public static PexMessage parse(byte[] payload) {
        BDictionary all;
        try {
            all = Bencode.message(payload);
        } catch (ProtocolException _) {
            return NOTHING;
        }
        List<Peer> added = new ArrayList<>();
        List<PeerAddress> dropped = new ArrayList<>();
        for (String family : List.of("", "6")) {
            int length = family.isEmpty() ? 4 : 16;
            Optional<byte[]> flags = all.maybeString("added" + family + ".f").map(BString::bytes);
            List<PeerAddress> addresses = addresses(all.maybeString("added" + family), length);
            for (int i = 0; i < addresses.size(); i++) {
                int flag = flags.isPresent() && i < flags.get().length ? flags.get()[i] & 0xff : 0;
                added.add(new Peer(addresses.get(i), flag));
            }
            dropped.addAll(addresses(all.maybeString("dropped" + family), length));
        }
        added.removeIf(peer -> peer.address().port() == 0);
        return new PexMessage(added, dropped);
    }

    private static List<PeerAddress> addresses(Optional<BString> raw, int length) {
        List<PeerAddress> read = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(raw.map(BString::bytes).orElse(new byte[0]));
        while (bytes.remaining() >= length + 2 && read.size() < MOST_READ) {
            PeerAddress host =
                    length == 4
                            ? PeerAddress.ipv4(bytes.getInt(), 0)
                            : new PeerAddress(bytes.getLong(), bytes.getLong(), 0);
            read.add(host.withPort(Short.toUnsignedInt(bytes.getShort())));
        }
        return read;
    }

    /** The payload of the message. */
    public byte[] toBytes() {
        BencodeWriter out = new BencodeWriter().dictionary();
        List<PeerAddress> all = added.stream().map(Peer::address).toList();
        out.key("added").string(compact(all, true)).key("added.f").string(flags(true));
        out.key("added6").string(compact(all, false)).key("added6.f").string(flags(false));
        out.key("dropped").string(compact(dropped, true));
        out.key("dropped6").string(compact(dropped, false));
        return out.end().toBytes();
    }

    private byte[] flags(boolean ipv4) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Peer peer : added) {
            if (peer.address().isIpv4() == ipv4) {
                out.write(peer.flags());
            }
        }
        return out.toByteArray();
    }

    private static byte[] compact(List<PeerAddress> addresses, boolean ipv4) {
        ByteBuffer out = ByteBuffer.allocate(addresses.size() * 18);
        for (PeerAddress address : addresses) {
            if (address.isIpv4() == ipv4) {
                out.put(address.address().getAddress()).putShort((short) address.port());
            }
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }
}
