package dunlin.cli.exit;

import dunlin.cli.terminal.Units;
import dunlin.node.api.Member;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Lack;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.protocol.SafeText;
import dunlin.protocol.catalogue.LiveListing;
import dunlin.storage.StorageException.Reason;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a person is told when a peer does not do what it was asked: the words, and the exit code.
 */
final class RefusalWords {
    private static final int NAMES_SHOWN = 3;

    private RefusalWords() {}

    static Failure of(NodeRefusal refusal) {
        return new Failure(code(refusal.why()), line(refusal.why()), refusal);
    }

    private static ExitCode code(Why why) {
        return switch (why) {
            case Why.NoIndexNamed _, Why.IsFolder _ -> ExitCode.USAGE;
            case Why.NobodyToAsk _,
                    Why.NotListed _,
                    Why.NoTorrentAtIndex _,
                    Why.NothingAt _,
                    Why.NoSuchPath _,
                    Why.NoPeerNamed _,
                    Why.NoMember _,
                    Why.NoEntry _,
                    Why.NoSuchShare _ ->
                    ExitCode.NOT_FOUND;
            case Why.IndexUnreachable _,
                    Why.WebUnreachable _,
                    Why.NoSuchHost _,
                    Why.NoMetadata _,
                    Why.NobodyInNetwork _,
                    Why.MemberSilent _,
                    Why.NothingCame _ ->
                    ExitCode.UNREACHABLE;
            case Why.IndexSaysNo no -> no.isItsFault() ? ExitCode.UNREACHABLE : ExitCode.REFUSED;
            case Why.NotFetched _, Why.Malformed _, Why.IndexMalformed _ -> ExitCode.REFUSED;
            // Not the disk's fault: there is nothing to share, or nothing that may be.
            case Why.Disk(var reason, var _, var _) when reason == Reason.UNSHARABLE ->
                    ExitCode.FAILED;
            case Why.Disk _, Why.NoRoom _, Why.NotAllowed _, Why.FileSystem _ -> ExitCode.DISK;
            case Why.Ambiguous _,
                    Why.AmbiguousMember _,
                    Why.NoNetwork _,
                    Why.CannotSearch _,
                    Why.WebStatus _,
                    Why.OnlyV2 _,
                    Why.NotWhole _,
                    Why.OpenAlready _,
                    Why.NotNow _,
                    Why.FolderOfOthers _,
                    Why.UnfinishedOfOthers _,
                    Why.CannotListen _,
                    Why.Closing _,
                    Why.Failed _,
                    Why.Fault _ ->
                    ExitCode.FAILED;
        };
    }

    private static String line(Why why) {
        return switch (why) {
            case Why.NoIndexNamed() ->
                    "no index is named: give --tracker http://host:port, or look around without one by dunlin peers and browse";
            case Why.NobodyToAsk(String x) ->
                    "'%s' is no torrent here, and no index is named to ask: give --tracker URL"
                            .formatted(safe(x));
            case Why.NotListed(String x, var near) ->
                    "nothing named '%s' is known: %s"
                            .formatted(
                                    safe(x),
                                    near.isEmpty()
                                            ? "dunlin list shows what an index has, dunlin search asks the network as well"
                                            : "did you mean %s?".formatted(names(near)));
            case Why.Ambiguous(String x, var candidates) ->
                    "'%s' may be any of %d shares: name one by its id"
                            .formatted(safe(x), candidates.size());
            case Why.IndexUnreachable(var index, String reason) ->
                    "the index %s cannot be reached: %s; is it running?".formatted(index, reason);
            case Why.IndexSaysNo no -> indexSaysNo(no);
            case Why.CannotSearch(var index) ->
                    "the index %s is too old to search; dunlin list shows all it has"
                            .formatted(index);
            case Why.NoTorrentAtIndex(String x) ->
                    "the index lists '%s' but has no torrent of it".formatted(safe(x));
            case Why.NotFetched(String x) ->
                    "'%s' is not fetched: give an http or https address, or a file"
                            .formatted(safe(x));
            case Why.NothingAt(var url) -> "nothing is at " + url + "; check the address";
            case Why.WebStatus(var url, int status) ->
                    "%s answered with status %d; try again later".formatted(url, status);
            case Why.WebUnreachable(var url, String reason) ->
                    "cannot fetch %s: %s; check the address".formatted(url, reason);
            case Why.IsFolder(var path) ->
                    "%s is a folder: name the .torrent file, or make one with dunlin create"
                            .formatted(path);
            case Why.NoSuchPath(var path) -> "no such file or folder: " + path + "; check the path";
            case Why.NotWhole(var path, int right, int pieces) ->
                    "%s is not what its torrent says: %d of %d pieces are right; dunlin verify tells more"
                            .formatted(path, right, pieces);
            case Why.NoSuchHost(String host) ->
                    "no host '%s' is known: check the name, or give its address".formatted(host);
            case Why.NoPeerNamed(String peer) ->
                    "no peer named '%s' has it: dunlin locate shows who does".formatted(peer);
            case Why.NobodyInNetwork(String network) ->
                    "nobody of the network '%s' was reached: enter by a member with --join HOST:PORT; whoever runs dunlin share or shell is one"
                            .formatted(safe(network));
            case Why.NoNetwork() -> "this peer belongs to no network: name one with --network NAME";
            case Why.NoMember(String peer, var near) ->
                    "no peer named '%s' is in the network: %s"
                            .formatted(
                                    safe(peer),
                                    near.isEmpty()
                                            ? "dunlin peers shows who is"
                                            : "did you mean %s?"
                                                    .formatted(safe(String.join(" or ", near))));
            case Why.AmbiguousMember(String peer, var candidates) ->
                    "'%s' may be any of %d peers: name one as dunlin peers shows it%s"
                            .formatted(safe(peer), candidates.size(), shown(candidates));
            case Why.MemberSilent(String peer) ->
                    "%s does not answer; try again later".formatted(safe(peer));
            case Why.NoEntry(String peer, int number) ->
                    "%s shares nothing of number %d: dunlin browse shows what there is"
                            .formatted(safe(peer), number);
            case Why.NoMetadata(String share) ->
                    "no peer of %s gave its metadata; try again later, or name one with --peer"
                            .formatted(share);
            case Why.NothingCame(String share, Lack lack) ->
                    "%s was not fetched: %s; %s".formatted(share, words(lack), advice(lack));
            case Why.OnlyV2(String share) ->
                    "%s is a v2-only torrent, which cannot be fetched yet: look for a hybrid one"
                            .formatted(share);
            case Why.OpenAlready(String share, int number) ->
                    "%s is being shared or fetched already, as number %d".formatted(share, number);
            case Why.NoSuchShare(int number) ->
                    "there is no share of number %d here".formatted(number);
            case Why.NotNow(int number, String state) ->
                    "share %d is %s: that cannot be done now".formatted(number, state);
            case Why.IndexMalformed(var index, String reason) ->
                    "refused what %s answers: %s; check that an index runs there"
                            .formatted(index, reason);
            case Why.Malformed(String reason) ->
                    "refused: " + reason + "; get a sound one from who made it";
            case Why.Disk(var reason, var _, String text) -> DiskAdvice.line(text, reason);
            case Why.FolderOfOthers(var there, var other) ->
                    "%s is there and %s in it is not of this share: use another folder with -o, or add --into-existing"
                            .formatted(
                                    safe(there.toString()),
                                    safe(there.relativize(other).toString()));
            case Why.UnfinishedOfOthers(var part) ->
                    "%s is there and of no fetch that this home knows: move it away, use another folder with -o, or add --force to go on with it"
                            .formatted(safe(part.toString()));
            case Why.NoRoom(String share, var folder, long needed, long free) ->
                    "%s needs %s and %s has only %s free: make room, use another folder with -o, or add --force"
                            .formatted(
                                    safe(share),
                                    Units.size(needed),
                                    safe(folder.toString()),
                                    Units.size(free));
            case Why.CannotListen(String reason) ->
                    reason + "; choose another with --port or --bind";
            case Why.NotAllowed(String file) ->
                    "permission denied: " + file + "; check who may use it";
            case Why.FileSystem(String reason) -> reason + "; check the disk and try again";
            case Why.Closing() -> "this peer is closing; start it again";
            case Why.Failed(String reason) -> reason + "; try again, -v says more";
            case Why.Fault(String problem) ->
                    "a fault of dunlin itself: " + problem + "; -v shows where";
        };
    }

    private static String shown(List<Member> candidates) {
        return candidates.stream()
                .map(it -> safe(it.shownName()))
                .distinct()
                .limit(NAMES_SHOWN)
                .map(name -> ", " + name)
                .collect(Collectors.joining());
    }

    /** The nearest few. */
    private static String names(List<LiveListing> near) {
        return near.stream()
                .map(it -> safe(it.listing().name()))
                .distinct()
                .limit(NAMES_SHOWN)
                .collect(Collectors.joining("' or '", "'", "'"));
    }

    private static String indexSaysNo(Why.IndexSaysNo no) {
        if (!no.isItsFault()) {
            return "the index %s refuses: %s; ask who runs it".formatted(no.index(), no.reason());
        }
        return "the index %s fails: %s; try again %s"
                .formatted(
                        no.index(),
                        no.reason(),
                        no.retryAfter().map(time -> "in " + Units.duration(time)).orElse("later"));
    }

    private static String words(Lack lack) {
        return switch (lack) {
            case Lack.NobodyKnown() -> "no peer of it is known";
            case Lack.NobodyAnswers(int known) ->
                    "none of " + Units.count(known, "known peer") + " answers";
            case Lack.PeersLeft() ->
                    "the peers that were there have left: they stopped, or their copy has changed";
            case Lack.FalseData(int peers) ->
                    (peers == 1 ? "the only peer" : "all " + peers + " peers")
                            + " that gave anything sent data that is not the share's:"
                            + " the copy has changed, it seems";
            case Lack.NothingSent(int peers, int complete, var silence) ->
                    Units.count(peers, "peer")
                            + " connected, but nothing came for "
                            + Units.duration(silence)
                            + (complete == 0
                                    ? ", and nobody there has all of it: a copy may have changed"
                                    : "");
        };
    }

    private static String advice(Lack lack) {
        return lack instanceof Lack.FalseData
                ? "the sharer must share it again, or name another peer with --peer"
                : "try again later, or name one with --peer";
    }

    private static String safe(String text) {
        return SafeText.forTerminal(text);
    }
}
