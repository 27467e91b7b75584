package dunlin.protocol.catalogue;

import dunlin.protocol.InfoHash;
import dunlin.protocol.identity.PeerKey;
import java.time.Instant;
import java.util.Optional;

/**
 * A share as a catalogue lists it: what it is, and who shared it.
 *
 * @param id the name of its swarm: the v1 info-hash, or the truncated v2 one
 * @param size bytes of content
 * @param files number of files, padding not counted
 * @param magnet its magnet link; empty for a private share, which must not spread by one
 * @param owner the key that registered it first, and alone may change or remove it; empty until a
 *     key registers what was registered without one, or if the index does not tell
 * @param sharedBy how the index shows the one who registered it first
 */
public record Listing(
        InfoHash id,
        String name,
        long size,
        int files,
        Optional<String> magnet,
        Note note,
        Optional<PeerKey> owner,
        String sharedBy,
        Instant sharedAt) {
    public Listing {
        if (size < 0 || files < 0) {
            throw new IllegalArgumentException("a share of " + size + " bytes in " + files);
        }
    }

    /** Whether this key alone may change or remove the share. */
    public boolean isOwnedBy(PeerKey key) {
        return owner.isPresent() && owner.get().equals(key);
    }
}
