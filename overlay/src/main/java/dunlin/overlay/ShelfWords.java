package dunlin.overlay;

import dunlin.protocol.search.Inflections;
import dunlin.protocol.search.SearchQuery;
import dunlin.protocol.search.Words;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which of the own shares have what words. From words to shares, so that a question costs about as
 * much with ten thousand shares as with ten; only the beginning of a word costs a walk over all
 * words. Immutable.
 */
final class ShelfWords {
    private final List<ShownShare> shares;
    private final Map<String, Set<ShownShare>> byWord = new HashMap<>();

    ShelfWords(Collection<ShownShare> all) {
        this.shares = List.copyOf(all);
        for (ShownShare share : shares) {
            for (String word : share.words().all()) {
                byWord.computeIfAbsent(word, _ -> new HashSet<>()).add(share);
            }
        }
    }

    /**
     * Those that answer a query, the newest first: all words, each in any of its forms, and all
     * filters but that of the owner. Where none has the last word, it counts as a beginning.
     */
    List<ShownShare> matching(SearchQuery query, boolean forMember, int most) {
        List<ShownShare> found = all(query, forMember, most);
        return found.isEmpty()
                ? query.lastAsBeginning().map(it -> all(it, forMember, most)).orElse(found)
                : found;
    }

    private List<ShownShare> all(SearchQuery query, boolean forMember, int most) {
        Collection<ShownShare> left = shares;
        for (String word : query.words()) {
            Set<ShownShare> having = having(word);
            having.retainAll(left instanceof Set<ShownShare> set ? set : new HashSet<>(left));
            left = having;
        }
        return left.stream()
                .filter(share -> forMember || !share.membersOnly())
                .filter(share -> passes(query, share))
                .sorted(
                        Comparator.comparing((ShownShare share) -> share.entry().since())
                                .reversed())
                .limit(most)
                .toList();
    }

    private Set<ShownShare> having(String word) {
        Set<ShownShare> having = new HashSet<>();
        if (word.endsWith(SearchQuery.PREFIX)) {
            String start = word.substring(0, word.length() - 1);
            byWord.forEach((each, with) -> {
                if (each.startsWith(start)) {
                    having.addAll(with);
                }
            });
        } else {
            Inflections.of(word)
                    .forEach(form -> having.addAll(byWord.getOrDefault(form, Set.of())));
        }
        return having;
    }

    private static boolean passes(SearchQuery query, ShownShare share) {
        long size = share.entry().size();
        long since = share.entry().since();
        return size >= query.minSize().orElse(0)
                && size <= query.maxSize().orElse(Long.MAX_VALUE)
                && query.since().map(time -> since >= time.toEpochMilli()).orElse(true)
                && query.before().map(time -> since < time.toEpochMilli()).orElse(true)
                && (query.types().isEmpty()
                        || query.types().stream().anyMatch(share.words().types()::contains))
                && query.tags().stream()
                        .allMatch(tag -> share.words().title().containsAll(Words.of(tag)));
    }
}
