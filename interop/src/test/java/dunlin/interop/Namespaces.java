package dunlin.interop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A small network of its own: hosts with addresses of 10.77.0.0/24, each a Linux network namespace,
 * joined by a bridge. For programs that refuse peers on the loopback addresses.
 *
 * <p>Nothing of it is seen outside: the bridge lives in a namespace too.
 */
final class Namespaces implements AutoCloseable {
    private final String bridge =
            "dunlin-%06x"
                    .formatted(ThreadLocalRandom.current().nextInt(1 << 24))
                    .toLowerCase(Locale.ROOT);
    private final List<String> names = new ArrayList<>();

    static Namespaces open() throws Exception {
        assumeTrue(
                System.getProperty("user.name").equals("root") && Programs.has("ip"),
                "network namespaces need root and iproute2");
        var namespaces = new Namespaces();
        namespaces.add(namespaces.bridge);
        ip("-n %s link add bridge type bridge", namespaces.bridge);
        ip("-n %s link set bridge up", namespaces.bridge);
        return namespaces;
    }

    /** A new host, with the next address. */
    Host host() throws Exception {
        int number = names.size();
        String name = bridge + "-" + number;
        String address = "10.77.0." + number;
        add(name);
        ip("-n %s link add port%d type veth peer name eth0 netns %s", bridge, number, name);
        ip("-n %s link set port%d master bridge up", bridge, number);
        ip("-n %s address add %s/24 dev eth0", name, address);
        ip("-n %s link set eth0 up", name);
        ip("-n %s link set lo up", name);
        return new Host(address, List.of("ip", "netns", "exec", name));
    }

    /** Where everything passes that the hosts say to each other; it has no address. */
    Host wire() {
        return new Host("", List.of("ip", "netns", "exec", bridge));
    }

    private void add(String name) throws Exception {
        ip("netns add %s", name);
        names.add(name);
    }

    /** Runs {@code ip} with these arguments. */
    static void ip(String arguments, Object... values) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments.formatted(values).split(" ")));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes()).strip();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
    }

    @Override
    public void close() throws Exception {
        for (String name : names) {
            ip("netns delete %s", name);
        }
    }
}
