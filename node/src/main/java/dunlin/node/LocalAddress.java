package dunlin.node;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;

/** Finds the address under which other machines most likely reach this one. */
final class LocalAddress {
    private LocalAddress() {}

    /**
     * An IPv4 address of an interface that is up, if there is one; the loopback address if there is
     * no network.
     */
    static InetAddress likeliest() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(LocalAddress::up)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress())
                    .filter(address -> !address.isLinkLocalAddress())
                    .min(Comparator.comparing(address -> !(address instanceof Inet4Address)))
                    .orElseGet(InetAddress::getLoopbackAddress);
        } catch (SocketException e) {
            return InetAddress.getLoopbackAddress();
        }
    }

    private static boolean up(NetworkInterface networkInterface) {
        try {
            return networkInterface.isUp();
        } catch (SocketException e) {
            return false;
        }
    }
}
