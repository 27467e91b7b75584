package dunlin.node.index;

import dunlin.discovery.catalogue.CatalogueClient;
import dunlin.discovery.catalogue.IndexRejection;
import dunlin.node.api.NodeEvent;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.api.Withdrawal;
import dunlin.protocol.ErrorText;
import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.catalogue.Hit;
import dunlin.protocol.catalogue.ListedPeer;
import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.catalogue.LiveListing;
import dunlin.protocol.catalogue.NearListing;
import dunlin.protocol.catalogue.Note;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.storage.StorageException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The catalogues of all indexes that were named, as if they were one. One that gives no answer is
 * told of and left out; if none gives any, that is a refusal. Every call blocks. Thread-safe.
 */
public final class Indexes {
    /** What is asked of one index. */
    private interface Question<T> {
        T ask(URI url, CatalogueClient index) throws IOException, ProtocolException, NodeRefusal;
    }

    private final Map<URI, CatalogueClient> clients = new LinkedHashMap<>();
    private final Consumer<NodeEvent> events;

    /**
     * @param reader who reads, for indexes of members
     * @param events hears of indexes that are left out of an answer
     */
    public Indexes(
            Collection<URI> urls, CatalogueClient.Reader reader, Consumer<NodeEvent> events) {
        urls.forEach(url -> clients.put(url, new CatalogueClient(url, Optional.empty(), reader)));
        this.events = events;
    }

    public boolean isEmpty() {
        return clients.isEmpty();
    }

    /** Everything that is listed, each share once. */
    public List<LiveListing> list() throws NodeRefusal {
        return distinct(askAll((_, index) -> index.list()), it -> it.listing().id());
    }

    /**
     * The one share that a name, an id or the beginning of one means, also if case, separators or
     * an extension are not as the name has them; never a guess between several.
     *
     * @param sharer who shared it, if the person says so
     */
    public Listing theOne(String nameOrId, Optional<String> sharer) throws NodeRefusal {
        List<LiveListing> found = lookUp(nameOrId);
        boolean isExact = !found.isEmpty();
        if (!isExact) {
            found = alike(nameOrId);
        }
        Optional<LiveListing> one = Choice.among(found, sharer);
        if (one.isEmpty()) {
            throw new NodeRefusal(new Why.Ambiguous(nameOrId, found));
        }
        if (!isExact || found.size() > 1) {
            events.accept(new NodeEvent.Taken(nameOrId, one.get().listing(), found.size()));
        }
        return one.get().listing();
    }

    private List<LiveListing> lookUp(String nameOrId) throws NodeRefusal {
        return distinct(askAll((_, index) -> index.lookUp(nameOrId)), it -> it.listing().id());
    }

    /** Those that have this name but for how it is written. */
    private List<LiveListing> alike(String name) throws NodeRefusal {
        List<NearListing> near = near(name);
        List<LiveListing> alike =
                near.stream().filter(it -> it.edits() == 0).map(NearListing::live).toList();
        if (alike.isEmpty()) {
            throw notListed(name, near);
        }
        return alike;
    }

    private List<NearListing> near(String name) throws NodeRefusal {
        return distinct(
                askAll((_, index) -> index.near(name).orElse(List.of())),
                it -> it.live().listing().id());
    }

    private static NodeRefusal notListed(String name, List<NearListing> near) {
        return new NodeRefusal(
                new Why.NotListed(name, near.stream().map(NearListing::live).toList()));
    }

    /** The {@code .torrent} of a listed share, from the first index that has it. */
    public Optional<byte[]> torrent(InfoHash id) throws NodeRefusal {
        return askAll((_, index) -> index.torrent(id).stream().toList()).stream().findFirst();
    }

    /**
     * The {@code .torrent} of a share at one index. One that was not named, but stands in a link,
     * is not told who asks.
     */
    public Optional<byte[]> torrentAt(URI index, InfoHash id) throws NodeRefusal {
        try {
            CatalogueClient client = clients.get(index);
            return (client == null ? new CatalogueClient(index) : client).torrent(id);
        } catch (ProtocolException | IOException e) {
            throw refusal(index, e);
        }
    }

    /**
     * What matches a query, the best first; of several indexes the best of each.
     *
     * @param limit most that each index gives
     */
    public List<Hit> search(String query, int offset, int limit) throws NodeRefusal {
        Map<InfoHash, Hit> byId = new LinkedHashMap<>();
        for (Hit hit :
                askAll((url, index) ->
                        index.search(query, offset, limit)
                                .orElseThrow(() -> new NodeRefusal(new Why.CannotSearch(url))))) {
            byId.merge(hit.share().listing().id(), hit, Indexes::merged);
        }
        return List.copyOf(byId.values());
    }

    private static Hit merged(Hit one, Hit other) {
        List<ListedPeer> peers = new ArrayList<>(one.peers());
        peers.addAll(other.peers());
        return new Hit(one.share(), distinct(peers, ListedPeer::address));
    }

    /** The peers of a share that the indexes know. */
    public List<ListedPeer> holders(InfoHash id) throws NodeRefusal {
        return distinct(askAll((_, index) -> index.peers(id)), ListedPeer::address);
    }

    /**
     * Takes shares that this key registered out of every catalogue that has them. Of several of one
     * name the one is meant that this key owns, if it owns only one of them.
     */
    public List<Withdrawal> withdraw(Collection<String> namesOrIds, PeerKeyPair keys)
            throws NodeRefusal {
        List<Listing> meant = new ArrayList<>();
        for (String nameOrId : namesOrIds) {
            meant.add(toWithdraw(nameOrId, keys.publicKey()));
        }
        List<Withdrawal> done = new ArrayList<>();
        for (Listing share : meant) {
            done.addAll(
                    askAll((url, index) -> {
                        List<Withdrawal> there = new ArrayList<>();
                        for (LiveListing listed : index.lookUp(share.id().toString())) {
                            there.add(withdraw(url, index, listed.listing(), keys));
                        }
                        return there;
                    }));
        }
        return done;
    }

    /** Named exactly, since what is withdrawn is gone. */
    private Listing toWithdraw(String nameOrId, PeerKey key) throws NodeRefusal {
        List<LiveListing> found = lookUp(nameOrId);
        List<LiveListing> owned = found.stream().filter(it -> it.listing().isOwnedBy(key)).toList();
        List<LiveListing> meant = owned.size() == 1 ? owned : found;
        if (meant.isEmpty()) {
            throw notListed(nameOrId, near(nameOrId));
        }
        if (meant.size() > 1) {
            throw new NodeRefusal(new Why.Ambiguous(nameOrId, meant));
        }
        return meant.getFirst().listing();
    }

    /** Registers a share with every catalogue, and tells how each lists it. */
    public List<Listing> register(Metainfo torrent, Note note, PeerKeyPair keys, String name)
            throws NodeRefusal {
        byte[] bytes = torrent.encode();
        return askAll((_, index) -> List.of(index.register(keys, name, bytes, note)));
    }

    private static Withdrawal withdraw(
            URI url, CatalogueClient index, Listing listed, PeerKeyPair keys)
            throws IOException, ProtocolException {
        try {
            return index.withdraw(keys, listed.id())
                    ? new Withdrawal.Removed(url, listed)
                    : new Withdrawal.NoLongerNamed(url, listed);
        } catch (IndexRejection e) {
            if (e.status() >= 500) {
                throw e;
            }
            return new Withdrawal.Refused(url, listed, keys.publicKey(), e.reason());
        }
    }

    private static <T> List<T> distinct(List<T> all, Function<T, Object> key) {
        Map<Object, T> byKey = new LinkedHashMap<>();
        all.forEach(one -> byKey.putIfAbsent(key.apply(one), one));
        return List.copyOf(byKey.values());
    }

    private <T> List<T> askAll(Question<List<T>> question) throws NodeRefusal {
        if (clients.isEmpty()) {
            throw new NodeRefusal(new Why.NoIndexNamed());
        }
        List<T> answers = new ArrayList<>();
        Map<URI, NodeRefusal> failed = new LinkedHashMap<>();
        for (Map.Entry<URI, CatalogueClient> client : clients.entrySet()) {
            try {
                answers.addAll(question.ask(client.getKey(), client.getValue()));
            } catch (NodeRefusal e) {
                failed.put(client.getKey(), e);
            } catch (ProtocolException | IOException e) {
                failed.put(client.getKey(), refusal(client.getKey(), e));
            }
        }
        if (failed.size() == clients.size()) {
            throw failed.values().iterator().next();
        }
        failed.forEach((url, why) -> events.accept(new NodeEvent.IndexLeftOut(url, why)));
        return answers;
    }

    /** What it means that an index did not do what it was asked. */
    static NodeRefusal refusal(URI index, Exception problem) {
        String reason = ErrorText.of(problem);
        return new NodeRefusal(
                switch (problem) {
                    case IndexRejection e ->
                            new Why.IndexSaysNo(index, e.status(), e.retryAfter(), e.reason());
                    // Our own key, which the index asked for, cannot be used.
                    case IOException e when e.getCause() instanceof StorageException key ->
                            NodeRefusal.of(key).why();
                    case ProtocolException _ -> new Why.IndexMalformed(index, reason);
                    default -> new Why.IndexUnreachable(index, reason);
                },
                problem);
    }
}
