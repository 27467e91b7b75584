package dunlin.interop;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where a program runs.
 *
 * @param address the address that is its own
 * @param prefix the words before a command that run it there
 */
record Host(String address, List<String> prefix) {
    static final Host LOOPBACK = new Host("127.0.0.1", List.of());

    /** This host, with these variables set for what runs there: {@code NAME=value}. */
    Host with(String... variables) {
        List<String> further = new ArrayList<>(prefix);
        further.add("env");
        further.addAll(List.of(variables));
        return new Host(address, further);
    }

    List<String> command(List<String> command) {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        return whole;
    }

    /**
     * A port that nothing listens on, for programs that cannot choose one themselves and say so. It
     * is none of those that the system gives to outgoing connections, which are many here.
     */
    static int freePort() throws IOException {
        for (int tries = 0; tries < 100; tries++) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 32_768);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                continue;
            }
        }
        throw new IOException("no port is free");
    }
}
