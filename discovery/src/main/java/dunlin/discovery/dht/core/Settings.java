package dunlin.discovery.dht.core;

import dunlin.protocol.krpc.Family;

/**
 * How a node behaves.
 *
 * @param family which of the two DHTs it is in
 * @param readOnly whether it tells others never to ask it (BEP 43), as one behind a NAT that lets
 *     nobody in, or one that lives for seconds, should
 * @param k how many nodes closest to a target count, and store: 1 to 32
 * @param alpha how many questions of a lookup are in flight at once, late ones not counted: 1 to 16
 * @param width of the widest bucket, at the root, in nodes; each further one has half of that down
 *     to {@code k}
 * @param strictIds whether nodes at public addresses whose ids do not follow from them (BEP 42) are
 *     kept out of the table and given nothing to store
 */
public record Settings(
        Family family, boolean readOnly, int k, int alpha, int width, boolean strictIds) {
    public Settings {
        if (k < 1 || k > 32 || alpha < 1 || alpha > 16 || width < k) {
            throw new IllegalArgumentException(
                    "no such settings: k " + k + ", alpha " + alpha + ", width " + width);
        }
    }

    /** What suits the public DHT. */
    public static Settings of(Family family) {
        return new Settings(family, false, 8, 4, 128, false);
    }

    public Settings withReadOnly(boolean readOnly) {
        return new Settings(family, readOnly, k, alpha, width, strictIds);
    }
}
