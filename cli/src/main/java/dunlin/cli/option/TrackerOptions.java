package dunlin.cli.option;

import dunlin.cli.exit.ErrorReport;
import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.net.AddressRange;
import dunlin.net.HostPort;
import dunlin.net.Proxies;
import dunlin.net.tls.KeyFiles;
import dunlin.protocol.Authority;
import dunlin.protocol.overlay.NetworkId;
import dunlin.tracker.TrackerServer.Audience;
import dunlin.tracker.TrackerServer.Config;
import dunlin.tracker.access.Members;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options of {@code dunlin tracker} that say whom the index serves and how. */
public final class TrackerOptions {
    private static final String EVERYWHERE = "0.0.0.0";
    private static final String OPEN = "--open";
    private static final String LISTED = "--listed";
    private static final String MEMBERS = "--members";

    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(5);
    private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = EVERYWHERE + ":6969",
            converter = Listening.class,
            description = {
                "Where to listen, for HTTP and UDP (${DEFAULT-VALUE}); PORT alone is at all addresses,"
                        + " port 0 any free one."
            })
    private HostPort listen = new HostPort(EVERYWHERE, 6969);

    @Option(
            names = OPEN,
            fallbackValue = "true",
            description =
                    "Anyone registers and announces anything (usual if it listens on this machine only).")
    private boolean isOpen;

    @Option(
            names = LISTED,
            fallbackValue = "true",
            description =
                    "Anyone registers, and only what is registered is announced (usual otherwise).")
    private boolean isListed;

    @Option(
            names = MEMBERS,
            paramLabel = "FILE",
            description = {
                "Only those in the file register, announce and read: a line each, \"key HEX name\" of a"
                        + " peer (dunlin id shows it), or \"token TOKEN name\" of another"
                        + " client, which then announces to /announce/TOKEN and reads with TOKEN"
                        + " as its password (HTTP Basic)."
            })
    private @Nullable Path members;

    @Option(
            names = "--public-read",
            fallbackValue = "true",
            description = "With --members: anyone may list, search, and fetch .torrent files.")
    private boolean publicRead;

    @Option(
            names = "--ban",
            paramLabel = "ADDRESS[/BITS]",
            split = ",",
            description = "Serve these addresses nothing. May be given more than once.")
    private List<AddressRange> banned = new ArrayList<>();

    @Option(
            names = "--behind-proxy",
            paramLabel = "ADDRESS[/BITS]",
            split = ",",
            description = {
                "A proxy at this address passes requests on: believe it whose they are"
                        + " (X-Forwarded-For). May be given more than once."
            })
    private List<AddressRange> proxies = new ArrayList<>();

    @Option(
            names = "--tls",
            paramLabel = "CERT,KEY",
            hideParamSyntax = true,
            split = ",",
            description = {
                "Speak https with this certificate and key (PEM files, the key in PKCS #8); they are"
                        + " read again when they change. UDP stays as it is."
            })
    private List<Path> tls = new ArrayList<>();

    @Option(
            names = "--prefer-local",
            fallbackValue = "true",
            description = "Name peers of the asker's own subnet first (/24, or /64 in IPv6).")
    private boolean preferLocal;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "2m",
            description = "How often peers are told to announce (${DEFAULT-VALUE}).")
    private Duration interval = Duration.ofMinutes(2);

    @Option(
            names = "--forget-after",
            paramLabel = "TIME",
            defaultValue = "30d",
            description = {
                "Show a share as gone that nobody had for so long (${DEFAULT-VALUE}), and drop it"
                        + " after twice that time."
            })
    private Duration forgetAfter = Config.FORGET_AFTER;

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description = {
                "The index as others reach it, http://HOST[:PORT]; needed where HOST is no name or"
                        + " address of this machine. Stands in its links, and clients sign for it."
            })
    private @Nullable URI publicUrl;

    /**
     * How the index is to run.
     *
     * @param network whose members may meet here, besides those of the common one
     * @throws Failure if options contradict each other, or the members cannot be read
     */
    public Config read(String network) throws Failure, IOException {
        for (String ofPeers : List.of("--port", "--bind")) {
            if (isNamed(ofPeers)) {
                throw new Failure(
                        ExitCode.USAGE,
                        ofPeers
                                + " is where a peer listens; for the index write --listen HOST:PORT");
            }
        }
        if (interval.compareTo(SHORTEST_INTERVAL) < 0 || interval.compareTo(LONGEST_INTERVAL) > 0) {
            throw new Failure(ExitCode.USAGE, "--interval is too short or too long: 5s to 1d");
        }
        if (!forgetAfter.isPositive()) {
            throw new Failure(ExitCode.USAGE, "--forget-after needs some time: 30d, say");
        }
        if (publicUrl != null && !isRoot(publicUrl)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--public-url '" + publicUrl + "' is no index: write http://HOST[:PORT]");
        }
        InetSocketAddress address = listen.resolve();
        return new Config(
                address,
                interval,
                audience(address, network),
                banned,
                preferLocal,
                forgetAfter,
                new Proxies(proxies),
                tls.isEmpty() ? Optional.empty() : Optional.of(keyFiles()),
                Optional.ofNullable(publicUrl));
    }

    private KeyFiles keyFiles() throws Failure, FileSystemException {
        if (tls.size() != 2) {
            throw new Failure(ExitCode.USAGE, "--tls takes two files: CERT,KEY");
        }
        try {
            return KeyFiles.open(tls.getFirst(), tls.getLast(), System.nanoTime());
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.USAGE, ErrorReport.text(e) + "; correct it and start again", e);
        }
    }

    private static boolean isRoot(URI url) {
        String scheme = String.valueOf(url.getScheme());
        return (scheme.equals("http") || scheme.equals("https"))
                && Authority.of(url).isPresent()
                && url.getRawQuery() == null
                && url.getRawFragment() == null
                && url.getRawPath().matches("/?");
    }

    /**
     * What is given on the command line wins over the environment and the file, whichever it is.
     */
    private Audience audience(InetSocketAddress address, String network)
            throws Failure, FileSystemException {
        List<String> named =
                Stream.of(OPEN, LISTED, MEMBERS).filter(this::isOnCommandLine).toList();
        List<String> chosen =
                !named.isEmpty()
                        ? named
                        : Stream.of(OPEN, LISTED, MEMBERS).filter(this::isChosen).toList();
        if (chosen.size() > 1) {
            throw new Failure(
                    ExitCode.USAGE,
                    String.join(" and ", chosen) + " exclude each other: choose one");
        }
        String otherwise = address.getAddress().isLoopbackAddress() ? OPEN : LISTED;
        return switch (chosen.isEmpty() ? otherwise : chosen.getFirst()) {
            case OPEN -> new Audience.Anyone();
            case MEMBERS -> membersOf(members == null ? Path.of("") : members);
            default ->
                    new Audience.ListedShares(
                            Stream.of(NetworkId.COMMON, network)
                                    .map(name -> NetworkId.of(name).infoHash())
                                    .collect(Collectors.toSet()));
        };
    }

    private boolean isOnCommandLine(String option) {
        return isNamed(option) && isChosen(option);
    }

    /** Whether the command line has it, before the command's name or after. */
    private boolean isNamed(String option) {
        return command != null
                && Stream.of(command, command.root())
                        .anyMatch(it -> it.commandLine().getParseResult().hasMatchedOption(option));
    }

    private boolean isChosen(String option) {
        return switch (option) {
            case OPEN -> isOpen;
            case LISTED -> isListed;
            default -> members != null;
        };
    }

    /** Read here already, so that a slip in the file is told as what it is. */
    private Audience membersOf(Path file) throws Failure, FileSystemException {
        try {
            Members.read(file);
            return new Audience.MembersOf(file, publicRead);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.USAGE, ErrorReport.text(e) + "; correct it and start again", e);
        }
    }

    /** What a person who starts the index should know of whom it serves. */
    public static String told(Config config) {
        boolean isHere = config.listen().getAddress().isLoopbackAddress();
        return switch (config.audience()) {
            case Audience.Anyone anyone ->
                    isHere
                            ? "open to all on this machine, and to no other"
                            : "open: whoever reaches it announces anything; --listed or --members limits that";
            case Audience.ListedShares listed ->
                    "only what is registered here can be announced; --open lets anyone";
            case Audience.MembersOf(Path file, boolean publicRead) ->
                    "only those named in "
                            + file
                            + (publicRead
                                    ? " register and announce, and anyone reads"
                                    : " register, announce and read")
                            + "; the file may be changed any time";
        };
    }

    /** {@code HOST:PORT}, {@code :PORT} or {@code PORT}. */
    static final class Listening implements ITypeConverter<HostPort> {
        @Override
        public HostPort convert(String text) {
            String port = text.strip().replaceFirst("^:", "");
            boolean isPortAlone = port.matches("\\d*");
            try {
                return isPortAlone
                        ? new HostPort(EVERYWHERE, HostPort.parsePort(port))
                        : HostPort.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(ErrorReport.text(e));
            }
        }
    }
}
