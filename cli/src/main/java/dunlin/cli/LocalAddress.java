package dunlin.cli;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;

/** Which address of this machine to name to others when something listens on all of them. */
final class LocalAddress {
    private LocalAddress() {}

    /** The same address, but one of this machine's own in place of the wildcard. */
    static InetSocketAddress reachable(InetSocketAddress listening) {
        InetAddress address = listening.getAddress();
        if (address == null || !address.isAnyLocalAddress()) {
            return listening;
        }
        return new InetSocketAddress(ownAddress(), listening.getPort());
    }

    private static InetAddress ownAddress() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(LocalAddress::isUp)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress())
                    .min(Comparator.comparing(InetAddress::isLinkLocalAddress))
                    .orElse(InetAddress.getLoopbackAddress());
        } catch (SocketException _) {
            return InetAddress.getLoopbackAddress();
        }
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp();
        } catch (SocketException _) {
            return false;
        }
    }
}
