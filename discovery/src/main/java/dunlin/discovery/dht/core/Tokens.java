package dunlin.discovery.dht.core;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.krpc.NodeId;
import dunlin.protocol.krpc.Opaque;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Write tokens (BEP 5): whoever shows one has heard an answer at the address that he writes from,
 * about the very target that he writes to. A hash under a secret that changes every five minutes;
 * those of the secret before are still good, so a token lives for five to ten minutes and nothing
 * is remembered. Eight bytes: guessing one takes 2^63 packets.
 */
final class Tokens {
    private static final long PERIOD = Duration.ofMinutes(5).toNanos();
    private static final int LENGTH = 8;
    private static final int SECRET = 16;

    private final RandomGenerator random;
    private final byte[] current = new byte[SECRET];
    private final byte[] previous = new byte[SECRET];
    private long since;

    Tokens(RandomGenerator random) {
        this.random = random;
        random.nextBytes(current);
        random.nextBytes(previous);
        this.since = Long.MIN_VALUE;
    }

    Opaque token(PeerAddress asker, NodeId target, long now) {
        rotate(now);
        return token(current, asker, target);
    }

    boolean isValid(Opaque token, PeerAddress writer, NodeId target, long now) {
        rotate(now);
        return isSame(token, token(current, writer, target))
                || isSame(token, token(previous, writer, target));
    }

    private static boolean isSame(Opaque one, Opaque other) {
        return MessageDigest.isEqual(one.bytes(), other.bytes());
    }

    private void rotate(long now) {
        if (since == Long.MIN_VALUE) {
            since = now;
        }
        for (int i = 0; i < 2 && now - since >= PERIOD; i++) {
            System.arraycopy(current, 0, previous, 0, SECRET);
            random.nextBytes(current);
            since += PERIOD;
        }
        if (now - since >= PERIOD) {
            since = now;
        }
    }

    private static Opaque token(byte[] secret, PeerAddress address, NodeId target) {
        ByteBuffer hashed = ByteBuffer.allocate(SECRET + 16 + NodeId.LENGTH);
        hashed.put(secret).putLong(address.high()).putLong(address.low()).put(target.bytes());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(hashed.array());
            return Opaque.of(Arrays.copyOf(hash, LENGTH));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
