package dunlin.cli.command;

import dunlin.cli.exit.ErrorReport;
import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.Table;
import dunlin.cli.terminal.Units;
import dunlin.discovery.catalogue.CatalogueClient;
import dunlin.discovery.catalogue.CatalogueClient.Hit;
import dunlin.discovery.catalogue.CatalogueClient.ListedPeer;
import dunlin.discovery.catalogue.FailingIndexException;
import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.SafeText;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.LiveListing;
import dunlin.protocol.identity.PeerKey;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The catalogues of all indexes that were named, as if they were one. One that cannot be reached is
 * said so and left out; if none can, that is a failure.
 */
final class Indexes {
    /** A share, and the index that lists it. */
    record Found(CatalogueClient index, Listing listing) {}

    private interface Question<T> {
        T ask(CatalogueClient index) throws IOException, ProtocolException, Failure;
    }

    private final Map<URI, CatalogueClient> clients = new LinkedHashMap<>();
    private final Console console;

    Indexes(List<URI> urls, Console console) {
        urls.forEach(url -> clients.put(url, new CatalogueClient(url)));
        this.console = console;
    }

    boolean isEmpty() {
        return clients.isEmpty();
    }

    /** Everything that is listed, each id once. */
    List<LiveListing> list() throws Failure, ProtocolException {
        Map<InfoHash, LiveListing> byId = new LinkedHashMap<>();
        askAll(CatalogueClient::list)
                .forEach(share -> byId.putIfAbsent(share.listing().id(), share));
        return List.copyOf(byId.values());
    }

    /** What a name, an id or the beginning of one means, each id once. */
    List<Found> lookUp(String nameOrId) throws Failure, ProtocolException {
        return distinct(lookUpAll(nameOrId));
    }

    /** The same, for each index that lists it. */
    List<Found> lookUpAll(String nameOrId) throws Failure, ProtocolException {
        return askAll(index ->
                index.lookUp(nameOrId).stream().map(listing -> new Found(index, listing)).toList());
    }

    /**
     * The one share that a name, an id or the beginning of one means; never a guess between
     * several.
     *
     * @throws Failure if there is none, or several: then they are shown
     */
    Found theOne(String nameOrId) throws Failure, ProtocolException {
        return theOne(nameOrId, lookUp(nameOrId));
    }

    /** The same, but of several the one that this key owns, if it owns only one of them. */
    Found theOne(String nameOrId, PeerKey owner) throws Failure, ProtocolException {
        List<Found> found = lookUp(nameOrId);
        List<Found> owned = found.stream().filter(one -> one.listing().isOwnedBy(owner)).toList();
        return theOne(nameOrId, owned.size() == 1 ? owned : found);
    }

    private Found theOne(String nameOrId, List<Found> found) throws Failure {
        String shown = SafeText.forTerminal(nameOrId);
        if (found.isEmpty()) {
            throw new Failure(
                    ExitCode.NOT_FOUND,
                    "the index has nothing named '%s': dunlin list shows what it has"
                            .formatted(shown));
        }
        if (found.size() > 1) {
            showCandidates(found);
            throw new Failure(
                    ExitCode.FAILED,
                    "'%s' may be any of %d shares: name one by its id"
                            .formatted(shown, found.size()));
        }
        return found.getFirst();
    }

    private void showCandidates(List<Found> found) {
        Table table = new Table(List.of());
        for (Found one : found.subList(0, Math.min(20, found.size()))) {
            Listing listing = one.listing();
            table.row(
                    "  " + listing.id(),
                    SafeText.forTerminal(listing.name()),
                    Units.size(listing.size()),
                    SafeText.forTerminal(listing.sharedBy()));
        }
        table.lines(console.columns()).forEach(console::note);
    }

    /**
     * What matches a query, the best first; of several indexes the best of each.
     *
     * @param limit most that each index gives
     */
    List<Hit> search(String query, int offset, int limit) throws Failure, ProtocolException {
        Map<InfoHash, Hit> byId = new LinkedHashMap<>();
        for (Hit hit :
                askAll(index ->
                        index.search(query, offset, limit)
                                .orElseThrow(() ->
                                        new Failure(
                                                ExitCode.FAILED,
                                                "the index %s is too old to search; dunlin list shows all it has"
                                                        .formatted(index))))) {
            byId.merge(hit.share().listing().id(), hit, Indexes::merged);
        }
        return List.copyOf(byId.values());
    }

    private static Hit merged(Hit one, Hit other) {
        Map<Object, ListedPeer> peers = new LinkedHashMap<>();
        one.peers().forEach(peer -> peers.put(peer.address(), peer));
        other.peers().forEach(peer -> peers.putIfAbsent(peer.address(), peer));
        return new Hit(one.share(), List.copyOf(peers.values()));
    }

    /** The peers of a share that the indexes know. */
    List<ListedPeer> peers(InfoHash id) throws Failure, ProtocolException {
        Map<Object, ListedPeer> holders = new LinkedHashMap<>();
        for (ListedPeer holder : askAll(index -> index.peers(id))) {
            holders.putIfAbsent(holder.address(), holder);
        }
        return List.copyOf(holders.values());
    }

    private static List<Found> distinct(List<Found> all) {
        Map<InfoHash, Found> byId = new LinkedHashMap<>();
        all.forEach(found -> byId.putIfAbsent(found.listing().id(), found));
        return List.copyOf(byId.values());
    }

    private <T> List<T> askAll(Question<List<T>> question) throws Failure, ProtocolException {
        if (clients.isEmpty()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "no index is named: give --tracker http://host:port or set DUNLIN_TRACKER");
        }
        List<T> answers = new ArrayList<>();
        List<Failure> failed = new ArrayList<>();
        for (Map.Entry<URI, CatalogueClient> client : clients.entrySet()) {
            try {
                answers.addAll(question.ask(client.getValue()));
            } catch (Failure e) {
                failed.add(e);
            } catch (IOException e) {
                String line =
                        e instanceof FailingIndexException
                                ? "the index %s fails: %s; try again later"
                                : "the index %s cannot be reached: %s; is it running?";
                failed.add(
                        new Failure(
                                ExitCode.UNREACHABLE,
                                line.formatted(client.getKey(), ErrorReport.text(e)),
                                e));
            }
        }
        if (failed.size() == clients.size()) {
            throw failed.getFirst();
        }
        failed.forEach(failure -> console.note("dunlin: " + failure.line()));
        return answers;
    }
}
