package dunlin.protocol.identity;

/**
 * The first format of signatures named no index, so that each could use at another what it was told
 * itself. Clients that know no other may use it for some months more, for what does no harm then.
 */
public final class FirstFormat {
    /** The second since 1970 from which on it is not taken any more: 2027-03-01, 0:00 UTC. */
    public static final long ENDS = 1_803_859_200;

    private FirstFormat() {}
}
