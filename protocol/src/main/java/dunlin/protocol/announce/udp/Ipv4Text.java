package dunlin.protocol.announce.udp;

import java.net.Inet4Address;
import java.nio.ByteBuffer;

/** IPv4 addresses between their text and the number that a packet has for them. */
final class Ipv4Text {
    private Ipv4Text() {}

    /** The number of the text; 0, which stands for no address, if it is none. */
    static int toInt(String text) {
        try {
            return ByteBuffer.wrap(Inet4Address.ofLiteral(text).getAddress()).getInt();
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }

    static String of(int address) {
        return (address >>> 24)
                + "."
                + ((address >>> 16) & 0xff)
                + "."
                + ((address >>> 8) & 0xff)
                + "."
                + (address & 0xff);
    }
}
