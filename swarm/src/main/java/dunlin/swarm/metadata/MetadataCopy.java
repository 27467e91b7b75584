package dunlin.swarm.metadata;

import dunlin.protocol.wire.MetadataMessage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The info dictionary as the peers that claim one size for it give it, piece by piece. */
final class MetadataCopy<P> {
    final int size;

    /** The peers that claim this size. */
    final Set<P> members = new HashSet<>();

    /** Whether it came out wrong before: from then on one peer alone gives it. */
    boolean fromOne;

    /** That peer, and when it was last of use. */
    @Nullable P alone;

    long aloneSince;

    private final TreeMap<Integer, byte[]> pieces = new TreeMap<>();
    private int held;
    private int firstLacking;
    private final Set<P> givers = new HashSet<>();

    /** By piece: who is asked for it, and when. */
    private final Map<Integer, Map<P, Long>> asked = new HashMap<>();

    MetadataCopy(int size) {
        this.size = size;
    }

    int pieceCount() {
        return MetadataMessage.pieces(size);
    }

    boolean lacks(int piece) {
        return !pieces.containsKey(piece);
    }

    /** The first piece that is not here. */
    int firstLacking() {
        while (pieces.containsKey(firstLacking)) {
            firstLacking++;
        }
        return firstLacking;
    }

    boolean whole() {
        return held == size;
    }

    /** Bytes that are here. */
    int held() {
        return held;
    }

    /** Who gave what is here; a copy. */
    Set<P> givers() {
        return Set.copyOf(givers);
    }

    void ask(int piece, P peer, long now) {
        asked.computeIfAbsent(piece, key -> new HashMap<>(2)).put(peer, now);
    }

    /** Takes a request back. @return whether there was one */
    boolean unask(int piece, P peer) {
        Map<P, Long> who = asked.get(piece);
        if (who == null || who.remove(peer) == null) {
            return false;
        }
        if (who.isEmpty()) {
            asked.remove(piece);
        }
        return true;
    }

    void unaskAll(P peer) {
        asked.values().forEach(who -> who.remove(peer));
        asked.values().removeIf(Map::isEmpty);
    }

    /** How many were asked for the piece after {@code since}. */
    int askers(int piece, long since) {
        int count = 0;
        for (long time : asked.getOrDefault(piece, Map.of()).values()) {
            count += time - since > 0 ? 1 : 0;
        }
        return count;
    }

    /** For how many pieces the peer was asked after {@code since}. */
    int askedOf(P peer, long since) {
        int count = 0;
        for (int piece : asked.keySet()) {
            count += askedOf(peer, piece, since) ? 1 : 0;
        }
        return count;
    }

    /** Whether the peer was asked for the piece after {@code since}. */
    boolean askedOf(P peer, int piece, long since) {
        Long time = asked.getOrDefault(piece, Map.of()).get(peer);
        return time != null && time - since > 0;
    }

    void put(int piece, byte[] data, P giver) {
        pieces.put(piece, data);
        held += data.length;
        givers.add(giver);
    }

    /** All pieces in one. */
    byte[] joined() {
        byte[] all = new byte[size];
        int at = 0;
        for (byte[] piece : pieces.values()) {
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        return all;
    }

    /** Throws away what is here. */
    void clear() {
        pieces.clear();
        held = 0;
        firstLacking = 0;
        givers.clear();
        alone = null;
    }
}
