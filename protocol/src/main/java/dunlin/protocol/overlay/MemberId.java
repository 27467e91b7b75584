package dunlin.protocol.overlay;

import dunlin.protocol.Hashes;
import dunlin.protocol.identity.PeerKey;
import java.nio.ByteBuffer;

/**
 * Who a member is: a key, and one process that runs under it. A home's key may run in several
 * processes at a time; each is a member of its own.
 *
 * @param key what it signs with
 * @param instance a random number for each start of a process
 * @param id the short form, in which members speak of each other: the first 8 bytes of SHA-256(key
 *     ‖ instance), as a number in network order
 */
public record MemberId(PeerKey key, int instance, long id) {
    /** The member with this key and instance; computes the id. */
    public static MemberId of(PeerKey key, int instance) {
        byte[] both =
                ByteBuffer.allocate(PeerKey.LENGTH + 4).put(key.bytes()).putInt(instance).array();
        return new MemberId(key, instance, ByteBuffer.wrap(Hashes.sha256(both)).getLong());
    }

    /** A short form as 16 hexadecimal digits. */
    public static String text(long id) {
        return String.format("%016x", id);
    }

    /** The id in 16 hexadecimal digits. */
    @Override
    public String toString() {
        return text(id);
    }
}
