package dunlin.node.api;

/**
 * What carries the connections of a peer, in and out; at least one of both.
 *
 * @param tcp whether peers are dialled and let in over TCP
 * @param utp whether peers are dialled and let in over uTP (BEP 29)
 * @param lanRates whether uTP sends as much as gets through, as TCP does, instead of giving way to
 *     others (LEDBAT): for a network that is one's own
 */
public record Ways(boolean tcp, boolean utp, boolean lanRates) {
    /** What suits who says nothing else. */
    public static final Ways USUAL = new Ways(true, true, false);

    public Ways {
        if (!tcp && !utp) {
            throw new IllegalArgumentException("no way to any peer: neither TCP nor uTP");
        }
    }
}
