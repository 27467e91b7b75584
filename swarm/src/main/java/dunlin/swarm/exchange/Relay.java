package dunlin.swarm.exchange;

import dunlin.net.Allowance;
import dunlin.net.LocalAddress;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.wire.HolepunchMessage.Why;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Whether two peers that are both connected with us are brought together (BEP 55). So many times in
 * all, for whoever asks, and with whomever is asked for; never one in a local network and one
 * elsewhere. Told {@link System#nanoTime}; not thread-safe.
 */
public final class Relay {
    static final int AT_ONCE = 100;
    private static final double A_SECOND = 2;
    private static final long MILLI = 1_000_000;

    private final Allowance allowance;

    /** Nobody has asked yet. */
    public Relay(long now) {
        this.allowance = new Allowance(AT_ONCE, A_SECOND, now / MILLI);
    }

    /** How often one peer may ask, and be asked for. Not thread-safe. */
    public static final class Turns {
        /** A peer has heard of so many at most that it can dial one after the other. */
        static final int ASKS_AT_ONCE = 20;

        static final int INVITATIONS_AT_ONCE = 10;
        private static final double A_SECOND = 0.5;

        private final Allowance asks;
        private final Allowance invitations;

        /** Of a peer that came now. */
        public Turns(long now) {
            long millis = now / MILLI;
            asks = new Allowance(ASKS_AT_ONCE, A_SECOND, millis);
            invitations = new Allowance(INVITATIONS_AT_ONCE, A_SECOND, millis);
        }
    }

    /**
     * A connected peer.
     *
     * @param address where others reach it over uTP
     * @param takesPart whether it takes messages of this extension
     */
    public record Party(PeerAddress address, boolean takesPart, Turns turns) {}

    /** What follows. */
    public sealed interface Answer {
        /** Each is told to connect to the other. */
        record Together() implements Answer {}

        /** Whoever asks is told why not. */
        record Refused(Why why) implements Answer {}

        /** Nothing is said: it asks too often, or could not understand. */
        record Silence() implements Answer {}
    }

    /**
     * A peer asks to be brought together with another.
     *
     * @param wanted whom it asks for
     * @param found who is connected with us there, if anybody is; perhaps itself
     */
    public Answer asked(Party asker, PeerAddress wanted, Optional<Party> found, long now) {
        long millis = now / MILLI;
        if (!asker.takesPart() || !asker.turns().asks.take(millis) || !allowance.take(millis)) {
            return new Answer.Silence();
        }
        if (wanted.port() == 0) {
            return new Answer.Refused(Why.NO_SUCH_PEER);
        }
        if (found.isEmpty() || !mayMeet(asker, found.get())) {
            return new Answer.Refused(Why.NOT_CONNECTED);
        }
        Party target = found.get();
        if (target.address().equals(asker.address())) {
            return new Answer.Refused(Why.NO_SELF);
        }
        if (!target.takesPart()) {
            return new Answer.Refused(Why.NO_SUPPORT);
        }
        return target.turns().invitations.take(millis)
                ? new Answer.Together()
                : new Answer.Silence();
    }

    private static boolean mayMeet(Party one, Party other) {
        return one.address().isIpv4() == other.address().isIpv4()
                && mayHearOf(one, other)
                && mayHearOf(other, one);
    }

    private static boolean mayHearOf(Party listener, Party named) {
        InetAddress address = named.address().address();
        // A link-local address means something else on each link.
        return !address.isLinkLocalAddress()
                && LocalAddress.mayRedirect(listener.address().address(), address);
    }
}
