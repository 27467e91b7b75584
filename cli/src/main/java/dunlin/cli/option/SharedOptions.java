package dunlin.cli.option;

import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.option.Concerns.Matter;
import dunlin.net.HostPort;
import dunlin.node.api.NamedTracker;
import dunlin.node.api.Reach;
import dunlin.node.api.Ways;
import dunlin.node.engine.NodeConfig;
import dunlin.protocol.metainfo.Tiers;
import java.io.InterruptedIOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/**
 * The options that every command takes, before its name or after, so that a script may give each of
 * them the same; the help of a command shows those that mean something for it ({@link Concerns}).
 */
public final class SharedOptions {
    /** Those of them that say nothing of how a peer runs, by their names. */
    public static final Set<String> OF_EACH_COMMAND = Set.of("json", "quiet", "verbose");

    private static final int DEFAULT_PORT = 6881;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Keep settings and state below this folder.")
    @Nullable Path home;

    @Concerns(Matter.INDEX)
    @Option(
            names = "--tracker",
            paramLabel = "URL",
            split = ",",
            scope = ScopeType.INHERIT,
            description =
                    "An index: HOST (port 6969), HOST:PORT or a URL of it. May be given more than once.")
    public List<NamedTracker> trackers = new ArrayList<>();

    @Concerns(Matter.PEERS)
    @Option(
            names = "--peer",
            paramLabel = "HOST:PORT",
            split = ",",
            scope = ScopeType.INHERIT,
            description = "Dial this peer directly. May be given more than once.")
    public List<HostPort> peers = new ArrayList<>();

    @Concerns(Matter.PEERS)
    @Option(
            names = "--bind",
            paramLabel = "ADDR",
            scope = ScopeType.INHERIT,
            description = "Listen on and dial from this address only.")
    @Nullable String bind;

    @Concerns(Matter.PEERS)
    @Option(
            names = "--port",
            paramLabel = "N",
            scope = ScopeType.INHERIT,
            description = "Listen for peers here; 0 for any free port (usually 6881).")
    @Nullable Integer port;

    @Concerns(Matter.NAME)
    @Option(
            names = "--name",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description =
                    "The name by which others know this peer; remembered (usually the host's).")
    @Nullable String name;

    @Concerns({Matter.NETWORK, Matter.MEETING})
    @Option(
            names = "--network",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "The network of named peers to belong to (" + Reach.COMMON_NETWORK + ").")
    String network = Reach.COMMON_NETWORK;

    @Concerns(Matter.NETWORK)
    @Option(
            names = "--join",
            paramLabel = "HOST:PORT",
            split = ",",
            scope = ScopeType.INHERIT,
            description = "Enter the network by this member. May be given more than once.")
    List<HostPort> join = new ArrayList<>();

    @Concerns(Matter.PEERS)
    @Option(
            names = "--dht-bootstrap",
            paramLabel = "HOST:PORT",
            split = ",",
            scope = ScopeType.INHERIT,
            description =
                    "Enter the DHT by this node, instead of the usual ones. May be given more than once.")
    List<HostPort> dhtBootstrap = new ArrayList<>();

    @Concerns(Matter.PEERS)
    @Option(
            names = "--no-dht",
            fallbackValue = "true",
            scope = ScopeType.INHERIT,
            description = "Find no peers over the DHT.")
    boolean noDht;

    @Concerns(Matter.PEERS)
    @Option(
            names = "--no-lsd",
            fallbackValue = "true",
            scope = ScopeType.INHERIT,
            description = "Find no peers by multicast in the local network.")
    boolean noLsd;

    @Concerns(Matter.PEERS)
    @Option(
            names = "--no-pex",
            fallbackValue = "true",
            scope = ScopeType.INHERIT,
            description = "Neither tell peers of other peers, nor hear of any.")
    boolean noPex;

    @Concerns(Matter.PEERS)
    @Option(
            names = "--no-utp",
            fallbackValue = "true",
            scope = ScopeType.INHERIT,
            description = "Dial peers and let them in over TCP alone, without uTP.")
    boolean noUtp;

    @Concerns(Matter.PEERS)
    @Option(
            names = "--no-tcp",
            fallbackValue = "true",
            scope = ScopeType.INHERIT,
            description = "Dial peers and let them in over uTP alone, without TCP.")
    boolean noTcp;

    @Concerns(Matter.RATES)
    @Option(
            names = "--lan-rates",
            fallbackValue = "true",
            scope = ScopeType.INHERIT,
            description =
                    "Send over uTP as much as gets through, where the network is ours: give way to nobody.")
    boolean lanRates;

    @Concerns(Matter.RATES)
    @Option(
            names = "--up",
            paramLabel = "RATE",
            scope = ScopeType.INHERIT,
            description = "Send at most so many bytes a second: 500K, 20M.")
    public ByteCount up = ByteCount.NONE;

    @Concerns(Matter.RATES)
    @Option(
            names = "--down",
            paramLabel = "RATE",
            scope = ScopeType.INHERIT,
            description = "Receive at most so many bytes a second.")
    public ByteCount down = ByteCount.NONE;

    @Option(
            names = "--json",
            fallbackValue = "true",
            scope = ScopeType.INHERIT,
            description = "Answer in JSON.")
    public boolean json;

    @Option(
            names = {"-q", "--quiet"},
            fallbackValue = "true",
            scope = ScopeType.INHERIT,
            description = "Say nothing but the answer and errors.")
    public boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            fallbackValue = "true",
            scope = ScopeType.INHERIT,
            description = "Say more; show where an error came from.")
    public boolean verbose;

    /**
     * Those options of a command line that are these, by their names, with what they were given.
     */
    public static Map<String, String> among(ParseResult line) {
        Map<String, String> given = new LinkedHashMap<>();
        for (ParseResult at = line; at != null; at = at.subcommand()) {
            for (OptionSpec option : at.matchedOptions()) {
                if (option.userObject() instanceof Field field
                        && field.getDeclaringClass().equals(SharedOptions.class)) {
                    given.put(
                            OptionDefaults.name(option),
                            String.join(",", option.originalStringValues()));
                }
            }
        }
        return given;
    }

    /** The folders below {@code --home} if it is given, else those of the environment. */
    public Folders folders(Map<String, String> environment) {
        return Folders.of(Optional.ofNullable(home), environment);
    }

    /** What the network of named peers is called. */
    public String network() {
        return network;
    }

    /** Where a share is announced: one tier for each tracker named, so that each is told. */
    public Tiers announceTiers() {
        return Tiers.each(trackers.stream().map(it -> it.announce().toString()).toList());
    }

    /** The peers named with {@code --peer}. */
    public List<InetSocketAddress> peerAddresses()
            throws UnknownHostException, InterruptedIOException {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (HostPort peer : peers) {
            addresses.add(peer.resolve());
        }
        return addresses;
    }

    /** How this peer is to run, dialling {@code peers}. */
    public NodeConfig nodeConfig(Folders folders, List<InetSocketAddress> peers)
            throws UnknownHostException, InterruptedIOException, Failure {
        int listen = port == null ? DEFAULT_PORT : port;
        return new NodeConfig(
                folders.state(),
                peerName(folders),
                bindAddress(),
                listen,
                port != null,
                up.bytes(),
                down.bytes(),
                peers,
                trackers,
                reach(),
                ways());
    }

    private Ways ways() throws Failure {
        if (noTcp && noUtp) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--no-tcp and --no-utp together leave no way to any peer: take one of them away");
        }
        return new Ways(!noTcp, !noUtp, lanRates);
    }

    private Reach reach() {
        return new Reach(
                !noDht,
                dhtBootstrap.isEmpty() ? Optional.empty() : Optional.of(dhtBootstrap),
                !noLsd,
                !noPex,
                Optional.of(network),
                join);
    }

    /** The name given, now or before, else the host's. */
    public String peerName(Folders folders) {
        return OwnName.of(
                folders.state(),
                Optional.ofNullable(name).map(String::strip).filter(it -> !it.isEmpty()));
    }

    /** The address to listen on and dial from. */
    public Optional<InetAddress> bindAddress() throws UnknownHostException, InterruptedIOException {
        return bind == null
                ? Optional.empty()
                : Optional.of(new HostPort(bind, 0).resolve().getAddress());
    }
}
