package dunlin.cli.command;

import dunlin.cli.exit.ErrorReport;
import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.terminal.Console;
import dunlin.node.IdentityFile;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.identity.PeerKeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dunlin unshare}: takes shares back out of the catalogues that this peer put them into. */
@Command(
        name = "unshare",
        description = {
            "Take shares out of the catalogue again. Only who put one there first can do that;"
                    + " another who has it too only stops being named for it.",
            "Files stay as they are, and a dunlin share that still runs goes on serving them."
        },
        footerHeading = "%nExample:%n",
        footer = "  dunlin unshare photos --tracker http://localhost:6969")
public final class UnshareCommand implements Callable<Integer> {
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
    record Unshared(String event, String id, String name, boolean removed, String tracker) {}

    @Override
    public Integer call() throws Exception {
        PeerKeyPair keys = IdentityFile.open(session.folders().state());
        Indexes indexes = new Indexes(session.options().indexes(), session.console());
        List<Listing> shares = new ArrayList<>();
        for (String name : names) {
            shares.add(indexes.theOne(name, keys.publicKey()).listing());
        }
        ExitCode code = ExitCode.DONE;
        for (Listing share : shares) {
            for (Indexes.Found found : indexes.lookUpAll(share.id().toString())) {
                try {
                    say(found, found.index().withdraw(keys, share.id()));
                } catch (ProtocolException e) {
                    code = session.report(refused(found, keys.publicKey(), e));
                }
            }
        }
        return code.number();
    }

    private void say(Indexes.Found found, boolean removed) {
        Console console = session.console();
        Listing share = found.listing();
        console.json(
                new Unshared(
                        "unshared",
                        share.id().toString(),
                        share.name(),
                        removed,
                        found.index().toString()));
        console.data(
                removed
                        ? "%s is not listed at %s any more".formatted(share.name(), found.index())
                        : "%s stays listed at %s, for it is shared by %s; you are not named for it any more"
                                .formatted(share.name(), found.index(), share.sharedBy()));
    }

    private static Failure refused(Indexes.Found found, PeerKey ours, ProtocolException reason) {
        Listing share = found.listing();
        boolean isAnothers = share.owner().isPresent() && !share.isOwnedBy(ours);
        return new Failure(
                ExitCode.FAILED,
                isAnothers
                        ? "%s at %s is not yours: it was shared by %s with the key %s, and yours is %s; only its owner can take it out"
                                .formatted(
                                        share.name(),
                                        found.index(),
                                        share.sharedBy(),
                                        share.owner().get().fingerprint(),
                                        ours.fingerprint())
                        : "%s stays listed at %s: %s"
                                .formatted(share.name(), found.index(), ErrorReport.text(reason)),
                reason);
    }
}
