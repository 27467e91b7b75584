package dunlin.swarm.exchange;

import dunlin.net.Allowance;
import dunlin.net.LocalAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Which peers we dial because another says that they dial us now (BEP 55): so many of one that says
 * it, and none that lies nearer to us than that one. Told {@link System#nanoTime}; not thread-safe.
 */
public final class Invitations {
    static final int AT_ONCE = 10;
    private static final double A_SECOND = 0.2;
    private static final long MILLI = 1_000_000;

    private final InetAddress from;
    private final Allowance allowance;

    /**
     * @param from the address of the peer that says it
     */
    public Invitations(InetAddress from, long now) {
        this.from = from;
        this.allowance = new Allowance(AT_ONCE, A_SECOND, now / MILLI);
    }

    /** Whether to dial this peer now. */
    public boolean follows(InetSocketAddress peer, long now) {
        InetAddress host = peer.getAddress();
        return peer.getPort() != 0
                && !host.isLinkLocalAddress()
                && LocalAddress.mayRedirect(from, host)
                && allowance.take(now / MILLI);
    }
}
