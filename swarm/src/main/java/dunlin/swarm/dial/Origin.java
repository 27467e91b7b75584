package dunlin.swarm.dial;

/**
 * Where the address of a peer comes from, and what follows from that. Every address that a swarm
 * learns has one.
 */
public enum Origin {
    /** The person named it. */
    PERSON(true, true, true),
    /** A tracker on this machine, which the person named: it knows peers by loopback addresses. */
    LOCAL_TRACKER(true, true, true),
    TRACKER(false, true, false),
    /** The peer came to us. */
    INCOMING(false, true, false),
    /** A magnet link, which may be a stranger's. */
    LINK(false, false, false),
    /** Another peer (BEP 11). */
    PEER_EXCHANGE(false, false, false),
    /** The distributed hash table (BEP 5). */
    DHT(false, false, false),
    /** Multicast in the local network (BEP 14). */
    LOCAL_DISCOVERY(false, false, false);

    private final boolean mayNameLoopback;
    private final boolean servesPrivate;
    private final boolean isKept;

    Origin(boolean mayNameLoopback, boolean servesPrivate, boolean isKept) {
        this.mayNameLoopback = mayNameLoopback;
        this.servesPrivate = servesPrivate;
        this.isKept = isKept;
    }

    /**
     * Whether addresses of this machine are taken from it: a stranger could point at services here.
     */
    public boolean mayNameLoopback() {
        return mayNameLoopback;
    }

    /** Whether it may give peers to a private share (BEP 27). */
    public boolean servesPrivate() {
        return servesPrivate;
    }

    /** Whether what it names is kept, and dialled, before all else. */
    public boolean isKept() {
        return isKept;
    }
}
