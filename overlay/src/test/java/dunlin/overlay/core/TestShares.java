package dunlin.overlay.core;

import dunlin.protocol.InfoHash;
import dunlin.protocol.overlay.Digest;
import dunlin.protocol.overlay.OverlayMessage.BrowseAsked;
import dunlin.protocol.overlay.OverlayMessage.BrowseGiven;
import dunlin.protocol.overlay.QueryWords;
import dunlin.protocol.overlay.SharedEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Shares that are names with words; a word is its own hash. */
final class TestShares implements OwnShares {
    private final Map<SharedEntry, Set<Long>> words = new HashMap<>();

    /** Adds a share that is found by this word. */
    void add(String word) {
        InfoHash id = InfoHash.ofInfo(word.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        words.put(
                new SharedEntry(words.size() + 1, id, Optional.empty(), word, 1, 1, 0),
                Set.of(hash(word)));
    }

    static QueryWords query(String word) {
        return QueryWords.ofHashes(word, hash(word));
    }

    static long hash(String word) {
        return 0x9e3779b97f4a7c15L * word.hashCode();
    }

    Digest digest() {
        Set<Long> all = new HashSet<>();
        words.values().forEach(all::addAll);
        return new TestDigest(all);
    }

    String any() {
        return words.keySet().iterator().next().name();
    }

    int count() {
        return words.size();
    }

    @Override
    public List<SharedEntry> matching(QueryWords query, Asker asker) {
        List<SharedEntry> found = new ArrayList<>();
        words.forEach((share, its) -> {
            if (query.mayBeIn(new TestDigest(its))) {
                found.add(share);
            }
        });
        return found;
    }

    @Override
    public BrowseGiven page(BrowseAsked asked, Asker asker) {
        return new BrowseGiven(1, 0, words.size(), 0, List.copyOf(words.keySet()), List.of());
    }

    /** A digest that is the set itself. */
    record TestDigest(Set<Long> hashes) implements Digest {
        @Override
        public boolean mayHave(long hash) {
            return hashes.contains(hash);
        }

        @Override
        public byte[] bytes() {
            return new byte[0];
        }
    }
}
