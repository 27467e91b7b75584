package dunlin.tracker.announce;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.identity.AnnounceCredential;
import java.net.InetAddress;
import java.util.Optional;

/**
 * What a peer claims of itself beyond where it listens; most claim nothing.
 *
 * @param name what it calls itself
 * @param credential by which it shows that the name is its key's; not verified yet
 * @param token of a foreign client, from the announce URL
 * @param address another one than its socket's that it may have, with the port where it listens
 */
record PeerClaims(
        Optional<String> name,
        Optional<AnnounceCredential> credential,
        Optional<String> token,
        Optional<PeerAddress> address) {
    static final PeerClaims NONE =
            new PeerClaims(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * What an announce claims.
     *
     * @param token from the URL's path; empty for none
     * @param from the address that the announce came from, with the port where the peer listens
     */
    static PeerClaims of(String token, AnnounceRequest request, PeerAddress from) {
        Optional<PeerAddress> address = address(request, from);
        if (token.isEmpty() && request.name().isEmpty() && address.isEmpty()) {
            return NONE;
        }
        return new PeerClaims(
                request.name(),
                request.credential(),
                Optional.of(token).filter(text -> !text.isEmpty()),
                address);
    }

    /**
     * A peer may claim another address than its socket's only from this machine itself, whose
     * loopback address means nothing elsewhere: were it believed from anywhere, a stranger could
     * point whole swarms at a victim. From elsewhere, or if it is none, it is passed over.
     */
    private static Optional<PeerAddress> address(AnnounceRequest request, PeerAddress from) {
        if (request.ip().isEmpty() || !from.isLoopback()) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.ofLiteral(request.ip().get());
            if (!address.isAnyLocalAddress() && !address.isMulticastAddress()) {
                return Optional.of(PeerAddress.of(address, from.port()));
            }
        } catch (IllegalArgumentException _) {
            // A host's name, say; nobody looks it up for a stranger.
        }
        return Optional.empty();
    }
}
