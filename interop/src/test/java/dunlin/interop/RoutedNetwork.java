package dunlin.interop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dunlin.testkit.internet.Internet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An internet of its own: hosts with public addresses, and hosts behind routers that let in only
 * answers, each a Linux network namespace. No packet of it is seen outside.
 */
final class RoutedNetwork implements AutoCloseable {
    private final String prefix = "dn%05x".formatted(ThreadLocalRandom.current().nextInt(1 << 20));
    private final Internet internet = new Internet();
    private final List<String> names = new ArrayList<>();

    static RoutedNetwork open() {
        assumeTrue(
                System.getProperty("user.name").equals("root")
                        && Programs.has("ip")
                        && Files.exists(Path.of("/dev/net/tun")),
                "routed networks need root, iproute2 and /dev/net/tun");
        return new RoutedNetwork();
    }

    /** A host that anybody can reach. */
    Host host() throws Exception {
        String address = "203.0.113." + (names.size() + 1);
        String device = nextName();
        internet.host(device, address);
        return give(device, address);
    }

    /**
     * A host behind a router; the address is the one that it has itself.
     *
     * @param keepsPorts whether others see it with the ports that it has itself
     */
    Host hidden(boolean keepsPorts) throws Exception {
        String device = nextName();
        internet.hidden(device, outer(names.size()), keepsPorts);
        return give(device, "192.168.%d.2".formatted(names.size()));
    }

    private static String outer(int number) {
        return "198.51.100." + number;
    }

    /** The address of the router before a host. */
    static String outer(Host hidden) {
        return outer(Integer.parseInt(hidden.address().split("\\.")[2]));
    }

    private String nextName() {
        names.add(prefix + "-" + names.size());
        return names.getLast();
    }

    /** Makes a namespace of the device's name, and moves the device there. */
    private static Host give(String device, String address) throws Exception {
        Namespaces.ip("netns add %s", device);
        Namespaces.ip("link set %s netns %s", device, device);
        Namespaces.ip("-n %s address add %s/32 dev %s", device, address, device);
        Namespaces.ip("-n %s link set %s up", device, device);
        Namespaces.ip("-n %s link set lo up", device);
        Namespaces.ip("-n %s route add default dev %s", device, device);
        return new Host(address, List.of("ip", "netns", "exec", device));
    }

    @Override
    public void close() throws Exception {
        internet.close();
        for (String name : names) {
            Namespaces.ip("netns delete %s", name);
        }
    }
}
