package dunlin.cluster;

import dunlin.tracker.TrackerServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A tracker as a process of its own, so that it can be killed. */
final class TrackerProcess implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMinutes(10);

    private final Path folder;
    private final InetSocketAddress address;
    private final List<String> command;
    private Server server;

    private TrackerProcess(
            Path folder, InetSocketAddress address, List<String> command, Server server) {
        this.folder = folder;
        this.address = address;
        this.command = command;
        this.server = server;
    }

    static TrackerProcess start(String swarms, String catalogue) throws Exception {
        Path folder = Files.createTempDirectory("tracker");
        int port = Server.freePorts(1).getFirst();
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TrackerProcess.class.getName(),
                        Integer.toString(port),
                        swarms,
                        catalogue);
        return new TrackerProcess(
                folder,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                command,
                run(folder, command));
    }

    private static Server run(Path folder, List<String> command) throws IOException {
        return Server.start(folder, command, "listening");
    }

    InetSocketAddress address() {
        return address;
    }

    void kill() throws Exception {
        server.kill();
    }

    void restart() throws IOException {
        server.close();
        server = run(folder, command);
    }

    @Override
    public void close() {
        server.close();
        Server.deleteAll(folder);
    }

    /** Arguments: port, URL of the swarms, URL of the catalogue. */
    public static void main(String[] arguments) throws InterruptedException {
        try {
            run(arguments);
        } catch (IOException e) {
            System.out.println(e.getMessage());
            System.exit(1);
        }
        Thread.currentThread().join(); // until the process is ended
    }

    private static void run(String[] arguments) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        TrackerServer server =
                TrackerServer.start(
                        TrackerServer.Config.open(
                                new InetSocketAddress(loopback, Integer.parseInt(arguments[0])),
                                INTERVAL),
                        Stores.openSwarms(arguments[1], INTERVAL.multipliedBy(5).dividedBy(2)),
                        Stores.openCatalogue(arguments[2]),
                        Optional.empty(),
                        event -> {});
        System.out.println("listening at " + server.address());
    }
}
