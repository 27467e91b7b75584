package dunlin.testkit.internet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NatTest {
    private static final int ROUTER = number("203.0.113.1");
    private static final int HOST = number("192.168.0.2");
    private static final int ONE = number("198.51.100.1");
    private static final int OTHER = number("198.51.100.2");

    private final Nat nat = new Nat(ROUTER, false);

    private static int number(String address) {
        return ByteBuffer.wrap(InetAddress.ofLiteral(address).getAddress()).getInt();
    }

    private static ByteBuffer bytes(int protocol, int from, int port, int to, int toPort) {
        ByteBuffer bytes = ByteBuffer.allocate(61); // an odd length
        new Random(protocol).nextBytes(bytes.array());
        bytes.putShort(0, (short) 0x4500).putShort(2, (short) 61).putShort(6, (short) 0x4000);
        bytes.put(9, (byte) protocol).putInt(12, from).putInt(16, to);
        bytes.putShort(20, (short) port).putShort(22, (short) toPort);
        int at = protocol == IpPacket.TCP ? 36 : 26;
        bytes.putShort(10, (short) 0).putShort(at, (short) 0);
        bytes.putShort(10, (short) ~sum(bytes, 0, 20, 0));
        bytes.putShort(at, (short) ~sum(bytes, 20, 61, pseudo(bytes)));
        return bytes;
    }

    private static int pseudo(ByteBuffer bytes) {
        return sum(bytes, 12, 20, bytes.get(9) + 41);
    }

    /** The sum in ones' complement (RFC 1071). */
    private static int sum(ByteBuffer bytes, int from, int to, int begin) {
        int sum = begin;
        for (int i = from; i < to; i++) {
            sum += (bytes.get(i) & 0xff) << ((i - from) % 2 == 0 ? 8 : 0);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }

    private static void assertSound(ByteBuffer bytes) {
        assertThat(sum(bytes, 0, 20, 0)).isEqualTo(0xffff);
        assertThat(sum(bytes, 20, 61, pseudo(bytes))).isEqualTo(0xffff);
    }

    private int leaves(int port, int to, int toPort) {
        IpPacket packet = IpPacket.in(bytes(IpPacket.UDP, HOST, port, to, toPort));
        nat.outwards(packet);
        return packet.source().port();
    }

    private boolean comes(int from, int fromPort, int port) {
        return nat.inwards(IpPacket.in(bytes(IpPacket.UDP, from, fromPort, ROUTER, port)));
    }

    @ParameterizedTest
    @ValueSource(ints = {IpPacket.TCP, IpPacket.UDP})
    void packetsGetTheRoutersAddressAndTheirHostsWithSoundChecksums(int protocol) {
        for (int port = 1; port < 65_000; port += 97) {
            ByteBuffer out = bytes(protocol, HOST, port, ONE, 80);
            assertThat(IpPacket.is(out)).isTrue();
            assertSound(out);
            nat.outwards(IpPacket.in(out));
            IpPacket.End seen = IpPacket.in(out).source();
            assertThat(seen.address()).isEqualTo(ROUTER);
            assertSound(out);
            ByteBuffer in = bytes(protocol, ONE, 80, ROUTER, seen.port());
            assertThat(nat.inwards(IpPacket.in(in))).isTrue();
            assertThat(IpPacket.in(in).destination())
                    .isEqualTo(new IpPacket.End(protocol, HOST, port));
            assertSound(in);
        }
    }

    @Test
    void aPortIsSeenAsTheSameByAll() {
        assertThat(leaves(6881, ONE, 1)).isEqualTo(Nat.FIRST_PORT);
        assertThat(leaves(6881, OTHER, 2)).isEqualTo(Nat.FIRST_PORT);
        assertThat(leaves(6882, ONE, 1)).isEqualTo(Nat.FIRST_PORT + 1);
    }

    @Test
    void onlyAnswersAreLetIn() {
        assertThat(comes(ONE, 1, Nat.FIRST_PORT)).isFalse();
        leaves(6881, ONE, 1);
        assertThat(comes(ONE, 1, Nat.FIRST_PORT)).isTrue();
        assertThat(comes(ONE, 2, Nat.FIRST_PORT)).as("another port").isFalse();
        assertThat(comes(OTHER, 1, Nat.FIRST_PORT)).as("another host").isFalse();
        leaves(6881, OTHER, 1);
        assertThat(comes(OTHER, 1, Nat.FIRST_PORT)).isTrue();
    }
}
