package dunlin.swarm.metadata;

import dunlin.protocol.InfoHash;
import dunlin.protocol.InfoHashV2;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.MetadataMessage;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the info dictionary of a share of which only the info-hash is known (BEP 9): decides
 * which piece to ask of which peer, and checks the whole. Told {@link System#nanoTime}; not
 * thread-safe.
 *
 * <p>Nothing that a peer says can be believed before the end, not even the size. So peers that
 * claim different sizes work on different copies; a copy that comes out wrong is begun anew from
 * one peer alone, which must then be the liar if it is wrong again. A claim costs no memory, only
 * data that came does, and when there is too much of that, the copy with the fewest peers is thrown
 * away.
 *
 * @param <P> a peer, compared by equals
 */
final class MetadataAssembly<P> {
    /** What became of a piece that came. */
    sealed interface Outcome<P> {
        /** More is needed, or the piece was not. */
        record Waiting<P>() implements Outcome<P> {}

        /** The info dictionary, proven by its hash. */
        @SuppressWarnings("ArrayRecordComponent") // nobody compares outcomes
        record Whole<P>(byte[] info) implements Outcome<P> {}

        /** The whole was wrong; the peers that are proven to have lied, none if several gave it. */
        record Wrong<P>(Set<P> culprits) implements Outcome<P> {}
    }

    private static final long SECOND = 1_000_000_000;

    /** After this an unanswered request counts no more. */
    private static final long TIMEOUT = 10 * SECOND;

    /** After this a peer is asked again for a piece that it refused. */
    private static final long REFUSAL = 60 * SECOND;

    /** Pieces asked of one peer at a time: some clients take more for a flood. */
    private static final int MAX_ASKED = 4;

    /** Peers asked for the same piece at a time. */
    private static final int MAX_ASKERS = 3;

    private static final long MAX_HELD = 2L * MetadataMessage.MAX_SIZE;

    /** What is known of one peer: the copy it works on and the pieces it refused, when. */
    private record Member<P>(MetadataCopy<P> copy, Map<Integer, Long> refused) {}

    private final Optional<InfoHash> infoHash;
    private final Optional<InfoHashV2> infoHashV2;
    private final Map<P, Member<P>> members = new HashMap<>();
    private final Map<Integer, MetadataCopy<P>> copies = new HashMap<>();
    private boolean done;

    /** An assembly for a share with these info-hashes; each one given must be met. */
    MetadataAssembly(Optional<InfoHash> infoHash, Optional<InfoHashV2> infoHashV2) {
        if (infoHash.isEmpty() && infoHashV2.isEmpty()) {
            throw new IllegalArgumentException("metadata without an info-hash");
        }
        this.infoHash = infoHash;
        this.infoHashV2 = infoHashV2;
    }

    /**
     * A peer says in its extension handshake how large the info dictionary is; 0 if it has none.
     *
     * @throws ProtocolException if that is impossible or not what it said before; the peer is
     *     forgotten then
     */
    void offers(P peer, long size) throws ProtocolException {
        Member<P> known = members.get(peer);
        if (size < 0 || size > MetadataMessage.MAX_SIZE) {
            left(peer);
            throw new ProtocolException(
                    "metadata of %d bytes, at most %d are fetched"
                            .formatted(size, MetadataMessage.MAX_SIZE));
        }
        if (known != null && size != known.copy().size) {
            throw changed(peer, known, size);
        }
        if (known == null && size > 0) {
            MetadataCopy<P> copy = copies.computeIfAbsent((int) size, MetadataCopy::new);
            copy.members.add(peer);
            members.put(peer, new Member<>(copy, new HashMap<>()));
        }
    }

    private ProtocolException changed(P peer, Member<P> known, long size) {
        left(peer);
        return new ProtocolException(
                "metadata of %d bytes, before it was %d".formatted(size, known.copy().size));
    }

    /** A peer is gone. */
    void left(P peer) {
        Member<P> member = members.remove(peer);
        if (member == null) {
            return;
        }
        MetadataCopy<P> copy = member.copy();
        copy.members.remove(peer);
        copy.unaskAll(peer);
        if (peer.equals(copy.alone)) {
            copy.clear();
        }
        if (copy.members.isEmpty()) {
            copies.remove(copy.size);
        }
    }

    /**
     * The next piece to ask of this peer; it counts as asked from here on. To be called until it
     * says none, and again whenever a piece came, and every few seconds.
     */
    OptionalInt next(P peer, long now) {
        Member<P> member = members.get(peer);
        if (member == null || done || !mayGive(peer, member, now)) {
            return OptionalInt.empty();
        }
        MetadataCopy<P> copy = member.copy();
        long since = now - TIMEOUT;
        if (copy.askedOf(peer, since) >= MAX_ASKED) {
            return OptionalInt.empty();
        }
        int best = -1;
        int fewest = MAX_ASKERS;
        for (int piece = copy.firstLacking(); piece < copy.pieceCount() && fewest > 0; piece++) {
            boolean may =
                    copy.lacks(piece)
                            && !refused(member, piece, now)
                            && !copy.askedOf(peer, piece, since);
            int askers = may ? copy.askers(piece, since) : MAX_ASKERS;
            if (askers < fewest) {
                fewest = askers;
                best = piece;
            }
        }
        if (best < 0) {
            return OptionalInt.empty();
        }
        copy.ask(best, peer, now);
        return OptionalInt.of(best);
    }

    private static boolean refused(Member<?> member, int piece, long now) {
        Long time = member.refused().get(piece);
        return time != null && now - time < REFUSAL;
    }

    /** Sees to it that a copy that is to come from one peer has one. */
    private boolean mayGive(P peer, Member<P> member, long now) {
        MetadataCopy<P> copy = member.copy();
        if (!copy.fromOne || peer.equals(copy.alone)) {
            return true;
        }
        boolean free = copy.alone == null || now - copy.aloneSince > TIMEOUT;
        boolean willing =
                member.refused().keySet().stream().noneMatch(p -> refused(member, p, now));
        if (free && willing) {
            copy.clear();
            copy.alone = peer;
            copy.aloneSince = now;
        }
        return free && willing;
    }

    /** Whether the peer was asked for this piece not long ago, and has not given it. */
    boolean awaits(P peer, int piece, long now) {
        Member<P> member = members.get(peer);
        return member != null && member.copy().askedOf(peer, piece, now - TIMEOUT);
    }

    /** The peer does not give this piece. */
    void rejected(P peer, int piece, long now) {
        Member<P> member = members.get(peer);
        if (member != null && piece < member.copy().pieceCount()) {
            member.copy().unask(piece, peer);
            member.refused().put(piece, now);
            if (peer.equals(member.copy().alone)) {
                member.copy().clear();
            }
        }
    }

    /**
     * A piece came. What was not asked for and what is here already is ignored.
     *
     * @throws ProtocolException if it belongs to metadata of another size than the peer offered;
     *     the peer is forgotten then
     */
    Outcome<P> received(P peer, MetadataMessage.Data data, long now) throws ProtocolException {
        Member<P> member = members.get(peer);
        if (member == null || done) {
            return new Outcome.Waiting<>();
        }
        MetadataCopy<P> copy = member.copy();
        if (data.totalSize() != copy.size) {
            throw changed(peer, member, data.totalSize());
        }
        boolean asked = copy.unask(data.piece(), peer);
        boolean mayGive = !copy.fromOne || peer.equals(copy.alone);
        if (!asked || !mayGive || !copy.lacks(data.piece())) {
            return new Outcome.Waiting<>();
        }
        copy.put(data.piece(), data.data(), peer);
        copy.aloneSince = now;
        if (copy.whole()) {
            return check(copy);
        }
        keepWithinBounds();
        return new Outcome.Waiting<>();
    }

    private Outcome<P> check(MetadataCopy<P> copy) {
        byte[] info = copy.joined();
        if (matches(info)) {
            done = true;
            members.clear();
            copies.clear();
            return new Outcome.Whole<>(info);
        }
        Set<P> givers = copy.givers();
        copy.clear();
        copy.fromOne = true;
        if (givers.size() > 1) {
            return new Outcome.Wrong<>(Set.of());
        }
        givers.forEach(this::left);
        return new Outcome.Wrong<>(givers);
    }

    private boolean matches(byte[] info) {
        return infoHash.map(hash -> hash.equals(InfoHash.of(digest("SHA-1", info)))).orElse(true)
                && infoHashV2
                        .map(hash -> hash.equals(InfoHashV2.of(digest("SHA-256", info))))
                        .orElse(true);
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    private void keepWithinBounds() {
        long held = 0;
        @Nullable MetadataCopy<P> worst = null;
        Comparator<MetadataCopy<P>> byWorth =
                Comparator.comparingInt((MetadataCopy<P> copy) -> copy.members.size())
                        .thenComparingInt(copy -> -copy.held());
        for (MetadataCopy<P> copy : copies.values()) {
            held += copy.held();
            boolean worse = worst == null || byWorth.compare(copy, worst) < 0;
            worst = worse && copy.held() > 0 ? copy : worst;
        }
        if (held > MAX_HELD && worst != null) {
            worst.clear();
        }
    }
}
