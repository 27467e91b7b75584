package dunlin.cli;

import dunlin.discovery.CatalogueClient;
import dunlin.discovery.CatalogueClient.Holder;
import dunlin.discovery.CatalogueClient.Listing;
import dunlin.protocol.ProtocolException;
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
        T ask(CatalogueClient index) throws IOException, ProtocolException;
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
    List<Listing> list() throws Failure, ProtocolException {
        return distinct(
                        askAll(index ->
                                index.list().stream()
                                        .map(listing -> new Found(index, listing))
                                        .toList()))
                .stream()
                .map(Found::listing)
                .toList();
    }

    /** What a name, an id or the beginning of one means. */
    List<Found> lookUp(String nameOrId) throws Failure, ProtocolException {
        return distinct(
                askAll(index ->
                        index.lookUp(nameOrId).stream()
                                .map(listing -> new Found(index, listing))
                                .toList()));
    }

    /** The peers of a share that the indexes know. */
    List<Holder> peers(String id) throws Failure, ProtocolException {
        Map<Object, Holder> holders = new LinkedHashMap<>();
        for (Holder holder : askAll(index -> index.peers(id))) {
            holders.putIfAbsent(holder.address(), holder);
        }
        return List.copyOf(holders.values());
    }

    private static List<Found> distinct(List<Found> all) {
        Map<String, Found> byId = new LinkedHashMap<>();
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
        List<Failure> unreachable = new ArrayList<>();
        for (Map.Entry<URI, CatalogueClient> client : clients.entrySet()) {
            try {
                answers.addAll(question.ask(client.getValue()));
            } catch (IOException e) {
                unreachable.add(
                        new Failure(
                                ExitCode.UNREACHABLE,
                                "the index %s cannot be reached: %s; is it running?"
                                        .formatted(client.getKey(), ErrorReport.text(e)),
                                e));
            }
        }
        if (unreachable.size() == clients.size()) {
            throw unreachable.getFirst();
        }
        unreachable.forEach(failure -> console.note("dunlin: " + failure.line()));
        return answers;
    }
}
