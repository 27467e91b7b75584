package dunlin.protocol.wire;

/** The extensions that we speak (BEP 10), each with the number by which others send it to us. */
public enum Extension {
    /** The info dictionary, piece by piece (BEP 9). */
    UT_METADATA("ut_metadata", 1),
    /** Addresses of other peers (BEP 11). */
    UT_PEX("ut_pex", 2),
    /** A piece that was announced is gone (BEP 54). */
    LT_DONTHAVE("lt_donthave", 3),
    /** The network of named peers ({@code docs/overlay-protocol.md}). */
    DN_OVERLAY("dn_overlay", 4),
    /** Peers whom nobody can dial are brought together (BEP 55). */
    UT_HOLEPUNCH("ut_holepunch", 5);

    private final String key;
    private final int number;

    Extension(String key, int number) {
        this.key = key;
        this.number = number;
    }

    /** Its key in the dictionary {@code m} of an extension handshake. */
    public String key() {
        return key;
    }

    /**
     * The number under which it comes to us. The one under which it goes to a peer is in that
     * peer's {@link ExtensionHandshake}.
     */
    public int number() {
        return number;
    }
}
