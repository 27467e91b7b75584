package dunlin.cluster;

import dunlin.protocol.InfoHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Real Redis servers on free ports, one by itself or several as a Cluster. */
public final class RedisServers implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final String READY = "Ready to accept connections";
    private static final String CERTIFICATE = "certificate.pem";

    private final Path folder;
    private final List<List<String>> commands = new ArrayList<>();
    private final List<Server> servers = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();

    private RedisServers() throws IOException {
        folder = Files.createTempDirectory("redis");
    }

    /** One server, with further options. */
    public static RedisServers single(String... options) throws Exception {
        RedisServers one = new RedisServers();
        int port = Server.freePorts(1).getFirst();
        one.add(port, List.of(options));
        return one;
    }

    /**
     * One server that talks TLS at the second of two ports.
     *
     * @param subjectAltName of its certificate, such as {@code IP:127.0.0.1}
     */
    public static RedisServers withTls(String subjectAltName) throws Exception {
        RedisServers one = new RedisServers();
        List<String> makeCertificate =
                List.of(
                        Programs.need("openssl", "openssl"),
                        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=redis -keyout key.pem"
                                + " -out "
                                + CERTIFICATE
                                + " -addext subjectAltName="
                                + subjectAltName);
        Server.run(one.folder, List.of(String.join(" ", makeCertificate).split(" ")));
        List<Integer> free = Server.freePorts(2);
        one.add(
                free.get(0),
                List.of(
                        "--tls-port",
                        free.get(1).toString(),
                        "--tls-cert-file",
                        one.certificate().toString(),
                        "--tls-key-file",
                        one.folder.resolve("key.pem").toString(),
                        "--tls-ca-cert-file",
                        one.certificate().toString(),
                        "--tls-auth-clients",
                        "no"));
        one.ports.set(0, free.get(1));
        return one;
    }

    /** The certificate of a server that talks TLS, as PEM. */
    public Path certificate() {
        return folder.resolve(CERTIFICATE);
    }

    /** A Cluster that finds a dead node out within a second. */
    public static RedisServers cluster(int primaries, int replicasOfEach) throws Exception {
        RedisServers all = new RedisServers();
        int nodes = primaries * (1 + replicasOfEach);
        List<Integer> free = Server.freePorts(2 * nodes);
        for (int i = 0; i < nodes; i++) {
            String busPort = free.get(nodes + i).toString();
            all.add(
                    free.get(i),
                    List.of(
                            "--cluster-enabled",
                            "yes",
                            "--cluster-port",
                            busPort,
                            "--cluster-node-timeout",
                            "1000",
                            "--cluster-require-full-coverage",
                            "no",
                            "--repl-diskless-sync-delay",
                            "0"));
        }
        List<String> create = new ArrayList<>(List.of(redisCli(), "--cluster", "create"));
        all.ports.forEach(port -> create.add(HOST + ":" + port));
        create.addAll(
                List.of("--cluster-replicas", Integer.toString(replicasOfEach), "--cluster-yes"));
        Server.run(all.folder, create);
        // The command returns before every node knows that all is well.
        all.awaitReady();
        return all;
    }

    /** Waits until every node says that all slots are served, and every replica has its copy. */
    public void awaitReady() {
        Awaitility.await("a whole cluster")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    for (int node = 0; node < size(); node++) {
                        if (!ask(node, "CLUSTER", "INFO").contains("cluster_state:ok")
                                || ask(node, "INFO", "replication")
                                        .contains("master_link_status:down")) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    private static String redisCli() {
        return Programs.need("redis-cli", "redis-tools");
    }

    private void add(int port, List<String> options) throws IOException {
        Path home = Files.createDirectories(folder.resolve(Integer.toString(port)));
        List<String> command = new ArrayList<>();
        command.add(Programs.need("redis-server", "redis-server"));
        command.addAll(List.of("--port", Integer.toString(port), "--bind", HOST, "--save", ""));
        command.addAll(options);
        commands.add(command);
        ports.add(port);
        servers.add(Server.start(home, command, READY));
    }

    /** The address of all of them. */
    public String url() {
        return ports.stream()
                .map(port -> HOST + ":" + port)
                .collect(Collectors.joining(",", "redis://", ""));
    }

    public int port(int node) {
        return ports.get(node);
    }

    public int size() {
        return ports.size();
    }

    /** Asks a node with {@code redis-cli}. */
    public String ask(int node, String... command) throws Exception {
        List<String> whole =
                new ArrayList<>(List.of(redisCli(), "-p", Integer.toString(ports.get(node))));
        whole.addAll(List.of(command));
        return Server.run(folder, whole);
    }

    /** In which slot a swarm's keys are. */
    public static int slotOf(InfoHash swarm) {
        return JedisClusterCRC16.getSlot(swarm.toString());
    }

    /** Which node serves a slot now. */
    public int primaryOf(int slot) throws Exception {
        for (int node = 0; node < size(); node++) {
            for (String line : ask(node, "CLUSTER", "NODES").lines().toList()) {
                if (line.contains("myself,master") && serves(line, slot)) {
                    return node;
                }
            }
        }
        throw new AssertionError("nobody serves slot " + slot);
    }

    /** Ranges of slots stand behind the eighth blank: {@code 0-99 101}. */
    private static boolean serves(String line, int slot) {
        return Stream.of(line.split(" "))
                .skip(8)
                .filter(range -> !range.startsWith("["))
                .map(range -> range.split("-"))
                .anyMatch(range ->
                        Integer.parseInt(range[0]) <= slot
                                && slot <= Integer.parseInt(range[range.length - 1]));
    }

    /** Hands the lowest slot of one node, with its keys, to another. */
    public void moveLowestSlot(int from, int to) throws Exception {
        List<String> command =
                List.of(
                        redisCli(),
                        "--cluster",
                        "reshard",
                        HOST + ":" + ports.get(from),
                        "--cluster-from",
                        ask(from, "CLUSTER", "MYID").strip(),
                        "--cluster-to",
                        ask(to, "CLUSTER", "MYID").strip(),
                        "--cluster-slots",
                        "1",
                        "--cluster-yes");
        Server.run(folder, command);
    }

    public void kill(int node) throws Exception {
        servers.get(node).kill();
    }

    public void restart(int node) throws Exception {
        Path home = folder.resolve(ports.get(node).toString());
        servers.set(node, Server.start(home, commands.get(node), READY));
    }

    public void freeze(int node) throws Exception {
        servers.get(node).freeze();
    }

    public void thaw(int node) throws Exception {
        servers.get(node).thaw();
    }

    /** Makes all of them forget everything. */
    public void clear() throws Exception {
        for (int node = 0; node < ports.size(); node++) {
            ask(node, "FLUSHALL");
        }
    }

    @Override
    public void close() {
        servers.forEach(Server::close);
        Server.deleteAll(folder);
    }
}
