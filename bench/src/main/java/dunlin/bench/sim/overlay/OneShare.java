package dunlin.bench.sim.overlay;

import dunlin.overlay.core.OwnShares;
import dunlin.protocol.InfoHash;
import dunlin.protocol.overlay.Digest;
import dunlin.protocol.overlay.OverlayMessage.BrowseAsked;
import dunlin.protocol.overlay.OverlayMessage.BrowseGiven;
import dunlin.protocol.overlay.QueryWords;
import dunlin.protocol.overlay.SharedEntry;
import java.util.List;
import java.util.Optional;

/** What a member shares: one share, found by a word that no other member has. */
final class OneShare implements OwnShares {
    private final long word;
    private final SharedEntry entry;

    OneShare(long word) {
        this.word = word;
        InfoHash id = InfoHash.of(word, word, 0);
        this.entry =
                new SharedEntry(
                        1, id, Optional.empty(), "a name of about thirty letters", 1L << 30, 1, 0);
    }

    /** What finds it. */
    QueryWords query() {
        return QueryWords.ofHashes("words", word);
    }

    Digest digest() {
        return new WordDigest(word);
    }

    @Override
    public List<SharedEntry> matching(QueryWords words, Asker asker) {
        boolean isThis = words.terms().getFirst().either().contains(word);
        return isThis ? List.of(entry) : List.of();
    }

    @Override
    public BrowseGiven page(BrowseAsked asked, Asker asker) {
        return new BrowseGiven(1, 0, 1, 0, List.of(entry), List.of());
    }

    /**
     * As large, and wrong as often, as a digest of some hundred words; with a hundred thousand real
     * ones no memory would be left.
     */
    private record WordDigest(long word) implements Digest {
        private static final byte[] BYTES = new byte[OverlayHost.WORDS * 25 / 16]; // 12.5 bits each
        private static final int ONE_IN = 2_048;

        @Override
        public boolean mayHave(long hash) {
            return hash == word || ((hash ^ word) * 0x9e3779b97f4a7c15L >>> 53) == 0;
        }

        @Override
        public byte[] bytes() {
            return BYTES;
        }

        static {
            assert 1 << 64 - 53 == ONE_IN;
        }
    }
}
