package dunlin.swarm;

import dunlin.protocol.Geometry;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.Set;

/**
 * Finds who poisons. A piece that fails its hash says only that one of those who gave its blocks
 * lies; so the fingerprint of every block is kept with its giver, and when the piece is verified at
 * last, each block that differs names its culprit. Nobody is accused who gave no false block. Not
 * thread-safe, but {@link #fingerprints} may be called anywhere.
 *
 * <p>Bounded: when too much is remembered the oldest is forgotten; the culprit then gets away with
 * that piece only.
 *
 * @param <P> a peer, compared by equals
 */
final class Suspects<P> {
    private static final int DIGEST = 32;
    private static final int MAX_BLOCKS = 16 * 1024;

    /** Attempts at one piece that are remembered: more are made only by one peer alone. */
    private static final int MAX_ATTEMPTS = 4;

    private static final int MAX_EXCLUSIVE = 10_000;

    /** One failed attempt at a piece. */
    @SuppressWarnings("ArrayRecordComponent") // private, and nobody compares attempts
    private record Attempt<P>(Map<Integer, P> givers, byte[] fingerprints) {}

    private final LinkedHashMap<Integer, List<Attempt<P>>> failed = new LinkedHashMap<>();
    private final SequencedSet<Integer> exclusive = new LinkedHashSet<>();
    private int blocks;

    /** The SHA-256 of every block of a piece, one after the other; moves no position. */
    static byte[] fingerprints(ByteBuffer piece) {
        ByteBuffer rest = piece.duplicate();
        int count = Math.ceilDiv(rest.remaining(), Geometry.BLOCK_LENGTH);
        byte[] all = new byte[count * DIGEST];
        MessageDigest sha256 = sha256();
        for (int i = 0; i < count; i++) {
            int length = Math.min(Geometry.BLOCK_LENGTH, rest.remaining());
            sha256.update(rest.slice(rest.position(), length));
            rest.position(rest.position() + length);
            System.arraycopy(sha256.digest(), 0, all, i * DIGEST, DIGEST);
        }
        return all;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * The piece failed its hash. From here on it is to be fetched from one peer alone, see {@link
     * #exclusive}.
     *
     * @param givers who gave each block, by its number; nobody gave padding
     * @param fingerprints of the piece as it was, see {@link #fingerprints}
     * @return the culprit, if one peer gave it all; else nobody yet
     */
    Set<P> failed(int piece, Map<Integer, P> givers, byte[] fingerprints) {
        for (int block : givers.keySet()) {
            Objects.checkIndex(block, fingerprints.length / DIGEST);
        }
        exclusive.add(piece);
        if (exclusive.size() > MAX_EXCLUSIVE) {
            exclusive.removeFirst();
        }
        Set<P> all = new LinkedHashSet<>(givers.values());
        if (all.size() == 1) {
            return all;
        }
        remember(piece, new Attempt<>(Map.copyOf(givers), fingerprints.clone()));
        return Set.of();
    }

    private void remember(int piece, Attempt<P> attempt) {
        List<Attempt<P>> attempts = failed.getOrDefault(piece, new ArrayList<>(1));
        if (attempts.size() >= MAX_ATTEMPTS) {
            blocks -= attempts.removeFirst().givers().size();
        }
        attempts.add(attempt);
        blocks += attempt.givers().size();
        failed.putLast(piece, attempts);
        while (blocks > MAX_BLOCKS && failed.size() > 1) {
            forget(failed.firstEntry().getKey());
        }
    }

    private void forget(int piece) {
        List<Attempt<P>> attempts = failed.remove(piece);
        if (attempts != null) {
            attempts.forEach(attempt -> blocks -= attempt.givers().size());
        }
    }

    /** Whether all blocks of the piece are to come from one peer, since it failed before. */
    boolean exclusive(int piece) {
        return exclusive.contains(piece);
    }

    /** Whether {@link #verified} has something to compare, and so wants fingerprints. */
    boolean remembers(int piece) {
        return failed.containsKey(piece);
    }

    /**
     * The piece was verified; what was remembered of it is forgotten.
     *
     * @param fingerprints of the good piece; ignored unless {@link #remembers}
     * @return those who gave false blocks of it before
     */
    Set<P> verified(int piece, byte[] fingerprints) {
        Set<P> culprits = new LinkedHashSet<>();
        for (Attempt<P> attempt : failed.getOrDefault(piece, List.of())) {
            attempt.givers()
                    .forEach((block, giver) -> {
                        int from = block * DIGEST;
                        int to = from + DIGEST;
                        byte[] then = attempt.fingerprints();
                        if (!Arrays.equals(then, from, to, fingerprints, from, to)) {
                            culprits.add(giver);
                        }
                    });
        }
        forget(piece);
        exclusive.remove(piece);
        return culprits;
    }
}
