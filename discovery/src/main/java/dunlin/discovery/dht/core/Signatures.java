package dunlin.discovery.dht.core;

import dunlin.protocol.identity.PeerKey;

/** Who checks signatures: they cost more than all else that a node does. */
@FunctionalInterface
public interface Signatures {
    /** Ed25519, as BEP 44 wants it. */
    Signatures ED25519 = (key, message, signature) -> key.verifies(message, signature);

    boolean isValid(PeerKey key, byte[] message, byte[] signature);
}
