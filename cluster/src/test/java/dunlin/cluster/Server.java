package dunlin.cluster;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A server of another maker, run as a child process that does not outlive its test. */
final class Server implements AutoCloseable {
    private final Path log;
    private final Process process;

    private Server(Path log, Process process) {
        this.log = log;
        this.process = process;
    }

    /** Starts it and waits until it says that it is ready. */
    static Server start(Path folder, List<String> command, String ready) throws IOException {
        Path log = folder.resolve("output");
        Files.deleteIfExists(log);
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        Server server = new Server(log, process);
        try {
            server.awaitOutput(ready);
            return server;
        } catch (RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    /** Runs a command to its end. */
    static String run(Path folder, List<String> command) throws Exception {
        Path output = Files.createTempFile(folder, "output", "");
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        boolean ended = process.waitFor(60, SECONDS);
        String text = Files.readString(output);
        if (!ended || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new AssertionError(String.join(" ", command) + "\n" + text);
        }
        return text;
    }

    static List<Integer> freePorts(int number) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < number; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private void awaitOutput(String part) {
        Awaitility.await(part)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    String said = Files.readString(log);
                    if (!said.contains(part) && !process.isAlive()) {
                        throw new AssertionError("ended, having said\n" + said);
                    }
                    return said.contains(part);
                });
    }

    /** Waits for all that it has started too: they may hold what the next one needs. */
    void kill() throws Exception {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        signal("-KILL");
        for (ProcessHandle each : all) {
            each.onExit().get(60, TimeUnit.SECONDS);
        }
    }

    /** Makes it hang: its connections stay, and nothing is answered. */
    void freeze() throws Exception {
        signal("-STOP");
    }

    void thaw() throws Exception {
        signal("-CONT");
    }

    /** To the server and all that it has started. */
    private void signal(String name) throws Exception {
        List<String> command = new ArrayList<>(List.of("kill", name));
        Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .forEach(each -> command.add(Long.toString(each.pid())));
        new ProcessBuilder(command).start().waitFor();
    }

    static void deleteAll(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
