package dunlin.node.api;

import dunlin.protocol.catalogue.Listing;
import dunlin.protocol.identity.PeerKey;
import java.net.URI;

/** What an index did when it was asked to take a share out of its catalogue. */
public sealed interface Withdrawal {
    /** The index that was asked. */
    URI index();

    /** The share as it was listed there. */
    Listing listing();

    /** It is not listed there any more. */
    record Removed(URI index, Listing listing) implements Withdrawal {}

    /** It stays listed, because another registered it; this peer is not named for it any more. */
    record NoLongerNamed(URI index, Listing listing) implements Withdrawal {}

    /**
     * It stays listed as it was.
     *
     * @param by the key that asked
     */
    record Refused(URI index, Listing listing, PeerKey by, String reason) implements Withdrawal {}
}
