package dunlin.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;

/** Which address of this machine to name to others when something listens on all of them. */
public final class ReachableAddress {
    private ReachableAddress() {}

    /**
     * Puts the address under which other machines most likely reach this one in the place of a
     * wildcard: the loopback address if there is no network.
     */
    public static InetSocketAddress of(InetSocketAddress listening) {
        InetAddress address = listening.getAddress();
        return address != null && address.isAnyLocalAddress()
                ? new InetSocketAddress(likeliest(), listening.getPort())
                : listening;
    }

    private static InetAddress likeliest() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(ReachableAddress::isUp)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress())
                    .filter(address -> !address.isLinkLocalAddress())
                    .min(Comparator.comparing(address -> !(address instanceof Inet4Address)))
                    .orElseGet(InetAddress::getLoopbackAddress);
        } catch (SocketException e) {
            return InetAddress.getLoopbackAddress();
        }
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp();
        } catch (SocketException e) {
            return false;
        }
    }
}
