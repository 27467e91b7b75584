package dunlin.cli.command;

import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.Units;
import dunlin.node.Node;
import dunlin.node.Share;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.storage.StorageException;
import dunlin.swarm.SwarmListener;
import dunlin.swarm.SwarmStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Brings one share to the disk: its metadata first where only a link is known, then its pieces. Run
 * by one thread, looked at by another.
 */
public final class Fetch {
    /** What was fetched, and how long it took. A share that was whole before took no time. */
    public record Result(Share share, SwarmStatus status, Duration took) {}

    private static final Duration TICK = Duration.ofMillis(200);

    private final Wanted wanted;
    private final Duration timeout;
    private final Console console;
    private volatile Optional<Share> share = Optional.empty();
    private volatile String preparing = "looking at what is there";

    /**
     * @param timeout how long nobody may be reachable before it fails; zero for ever
     */
    public Fetch(Wanted wanted, Duration timeout, Console console) {
        this.wanted = wanted;
        this.timeout = timeout;
        this.console = console;
    }

    String name() {
        return share.map(s -> s.metainfo().info().name()).orElseGet(wanted::name);
    }

    /** The share, once it is described in full and what is there of it is verified. */
    Optional<Share> share() {
        return share;
    }

    /** What is done until then. */
    String preparing() {
        return preparing;
    }

    /** Blocks until every piece is there. The share stays open, and serves, until the node ends. */
    public Result run(Node node, Path folder)
            throws Failure, ProtocolException, StorageException, InterruptedException {
        Metainfo metainfo = describe(node);
        if (!metainfo.info().hasPieceHashes()) {
            throw new Failure(
                    ExitCode.FAILED,
                    "%s is a v2-only torrent, which cannot be fetched yet: look for a hybrid one"
                            .formatted(metainfo.info().name()));
        }
        long begun = System.nanoTime();
        SwarmListener listener =
                new Notices(metainfo.info().name(), console) {
                    @Override
                    public void checking(long done, long size) {
                        preparing = checked(done, size);
                    }
                };
        Share fetched = node.fetch(metainfo, folder, wanted.trackers(), listener);
        share = Optional.of(fetched);
        if (!metainfo.info().isPrivate()) { // whose peers its own trackers name alone (BEP 27)
            fetched.addPeers(wanted.peers());
        }
        if (fetched.wasComplete()) {
            return new Result(fetched, fetched.status(), Duration.ZERO);
        }
        Patience patience = new Patience(timeout, System.nanoTime());
        while (!fetched.awaitDone(TICK)) {
            Optional<String> why = patience.exhausted(fetched.status(), System.nanoTime());
            if (why.isPresent()) {
                throw new Failure(
                        ExitCode.UNREACHABLE,
                        "%s was not fetched: %s; try again later, or name one with --peer"
                                .formatted(metainfo.info().name(), why.get()));
            }
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        return new Result(fetched, fetched.status(), took);
    }

    private static String checked(long done, long size) {
        int percent = size == 0 ? 100 : (int) (100.0 * done / size);
        return "verifying what is there already: %d%% of %s".formatted(percent, Units.size(size));
    }

    private Metainfo describe(Node node) throws Failure, ProtocolException, InterruptedException {
        return switch (wanted) {
            case Wanted.Described described -> described.metainfo();
            case Wanted.Linked linked -> {
                preparing = "asking peers what it is";
                yield describe(node, linked, timeout, new Notices(linked.name(), console));
            }
        };
    }

    /** Asks the swarm of a link for the metadata. */
    static Metainfo describe(
            Node node, Wanted.Linked linked, Duration timeout, SwarmListener listener)
            throws Failure, ProtocolException, InterruptedException {
        Duration deadline = timeout.isZero() ? Duration.ofDays(365) : timeout;
        return node.resolve(linked.magnet(), linked.trackers(), deadline, listener)
                .orElseThrow(() ->
                        new Failure(
                                ExitCode.UNREACHABLE,
                                "no peer of %s gave its metadata; try again later, or %s"
                                        .formatted(linked.name(), "name one with --peer")));
    }
}
