package dunlin.discovery.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MulticastGroupTest {
    /** Nothing is sent to it here, and nobody else has it. */
    private static final InetSocketAddress GROUP =
            new InetSocketAddress(InetAddress.ofLiteral("239.192.152.143"), 0);

    @Test
    void onlyWhoIsInANetworkOfThisMachineIsHeard() throws Exception {
        Optional<InetAddress> own =
                NetworkInterface.networkInterfaces()
                        .filter(MulticastGroupTest::carriesMulticast)
                        .flatMap(NetworkInterface::inetAddresses)
                        .filter(Inet4Address.class::isInstance)
                        .findFirst();
        assumeTrue(own.isPresent(), "this machine is in no network");
        try (MulticastGroup group = MulticastGroup.open(GROUP, Optional.empty())) {
            assertThat(group.isLocal(own.get())).isTrue();
            assertThat(group.isLocal(InetAddress.ofLiteral("203.0.113.7"))).isFalse();
            assertThat(group.isLocal(InetAddress.ofLiteral("127.0.0.1"))).isFalse();
            assertThat(group.isLocal(InetAddress.ofLiteral("2001:db8::1"))).isFalse();
        }
    }

    private static boolean carriesMulticast(NetworkInterface one) {
        try {
            return one.isUp() && !one.isLoopback() && one.supportsMulticast();
        } catch (java.net.SocketException e) {
            return false;
        }
    }
}
