package dunlin.cli.command;

import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.option.Concerns;
import dunlin.cli.option.Concerns.Matter;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.Peer;
import dunlin.node.api.ShareStatus;
import dunlin.node.api.Withdrawal;
import dunlin.protocol.catalogue.Listing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dunlin unshare}: takes shares back out of the catalogues that this peer put them into. */
@Concerns(Matter.INDEX)
@Command(
        name = "unshare",
        description = {
            "Take shares out of the catalogue again. Only who put one there first can do that;"
                    + " another who has it too only stops being named for it.",
            "Files stay as they are, and a dunlin share that still runs goes on serving them; in a"
                    + " shell the serving ends, too."
        },
        footerHeading = "%nExample:%n",
        footer = "  dunlin unshare photos --tracker http://localhost:6969")
public final class UnshareCommand implements Callable<Integer> {
    private static final int SHORTEST_ID = 6;

    private final Session session;

    @Parameters(
            paramLabel = "X",
            arity = "1..*",
            description = "A name in the catalogue, or an id, or 6 or more digits of it.")
    private List<String> names = new ArrayList<>();

    public UnshareCommand(Session session) {
        this.session = session;
    }

    /**
     * Said of each share and index; the names are a contract.
     *
     * @param removed whether it is not listed any more; otherwise only this peer is not named for
     *     it
     */
    record Unshared(
            String event, String id, String name, boolean removed, @Nullable String tracker) {}

    @Override
    public Integer call() throws Exception {
        ExitCode code = ExitCode.DONE;
        session.turnTo(Subject.named(String.join(" ", names)));
        try (Peer peer = session.node()) {
            peer.follow(new Notices(peer, session.console()));
            List<String> listed = session.isInShell() ? endServing(peer) : names;
            if (listed.isEmpty()) {
                return code.number();
            }
            for (Withdrawal done : peer.withdraw(listed)) {
                switch (done) {
                    case Withdrawal.Refused refused ->
                            code = session.report(failure(refused), Subject.of(refused.listing()));
                    case Withdrawal.Removed removed ->
                            say(
                                    removed,
                                    true,
                                    "%s is not listed at %s any more"
                                            .formatted(removed.listing().name(), removed.index()));
                    case Withdrawal.NoLongerNamed it ->
                            say(
                                    it,
                                    false,
                                    "%s stays listed at %s, for it is shared by %s; you are not named for it any more"
                                            .formatted(
                                                    it.listing().name(),
                                                    it.index(),
                                                    it.listing().sharedBy()));
                }
            }
        }
        return code.number();
    }

    /**
     * Ends the serving of those of the shares that the shell's peer holds.
     *
     * @return those that an index may list
     */
    private List<String> endServing(Peer peer) throws NodeRefusal {
        List<String> listed = new ArrayList<>();
        for (String x : names) {
            Optional<ShareStatus> held =
                    peer.shares().stream().filter(share -> isMeant(share, x)).findFirst();
            if (held.isPresent()) {
                ShareStatus share = held.get();
                peer.remove(share.number());
                String id = share.id().map(Object::toString).orElse("");
                session.console().json(new Unshared("unshared", id, share.name(), true, null));
                session.console().data(share.name() + " is shared no more");
            }
            if (held.flatMap(ShareStatus::listedAt).isPresent() || held.isEmpty()) {
                listed.add(x);
            }
        }
        return listed;
    }

    private static boolean isMeant(ShareStatus share, String x) {
        return share.name().equalsIgnoreCase(x)
                || (x.length() >= SHORTEST_ID
                        && share.id()
                                .filter(id -> id.toString().startsWith(x.toLowerCase(Locale.ROOT)))
                                .isPresent());
    }

    private void say(Withdrawal done, boolean removed, String line) {
        session.console()
                .json(
                        new Unshared(
                                "unshared",
                                done.listing().id().toString(),
                                done.listing().name(),
                                removed,
                                done.index().toString()));
        session.console().data(line);
    }

    private static Failure failure(Withdrawal.Refused it) {
        Listing share = it.listing();
        boolean isAnothers = share.owner().isPresent() && !share.isOwnedBy(it.by());
        return new Failure(
                ExitCode.FAILED,
                isAnothers
                        ? "%s at %s is not yours: it was shared by %s with the key %s, and yours is %s; only its owner can take it out"
                                .formatted(
                                        share.name(),
                                        it.index(),
                                        share.sharedBy(),
                                        share.owner().get().fingerprint(),
                                        it.by().fingerprint())
                        : "%s stays listed at %s: %s"
                                .formatted(share.name(), it.index(), it.reason()));
    }
}
