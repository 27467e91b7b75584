package dunlin.tracker.access;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.identity.PeerKey;
import dunlin.tracker.store.TrackerRejection;
import java.util.Optional;

/**
 * Who may do what at the index, and how often. Every frontend asks here before it does anything.
 * Thread-safe; cheap enough to be asked for every packet.
 */
public interface Gate {
    /**
     * What an announcing peer shows of itself.
     *
     * @param key its key, if it proved that it has it
     * @param token the token of a foreign client, from the announce URL
     */
    record Pass(Optional<PeerKey> key, Optional<String> token) {
        public static final Pass NONE = new Pass(Optional.empty(), Optional.empty());
    }

    /**
     * A request of any kind came: counted against its sender, whatever becomes of it.
     *
     * @throws TrackerRejection TOO_OFTEN, or FORBIDDEN for a banned one
     */
    void request(PeerAddress from) throws TrackerRejection;

    /**
     * May this peer announce itself in this swarm?
     *
     * @throws TrackerRejection FORBIDDEN, saying why
     */
    void announce(InfoHash infoHash, PeerAddress from, Pass pass) throws TrackerRejection;

    /**
     * A peer joined a swarm: counted against its sender.
     *
     * @throws TrackerRejection TOO_OFTEN if it may not join another one now
     */
    void join(InfoHash infoHash, PeerAddress from) throws TrackerRejection;

    /**
     * May a credential that this peer shows be verified? That takes far longer than all else of an
     * announce; counted against the sender, and against what the index spends on it in all.
     *
     * @throws TrackerRejection TOO_OFTEN
     */
    void verify(PeerAddress from) throws TrackerRejection;

    /**
     * May the catalogue be asked whose the name is that this peer tells? Counted against the
     * sender, and against what the index spends on it in all.
     *
     * @throws TrackerRejection TOO_OFTEN
     */
    void name(PeerAddress from) throws TrackerRejection;

    /**
     * May the signature of a sharer's request be verified? Who sent many that did not hold has to
     * wait, here and in {@link #verify}.
     *
     * @throws TrackerRejection TOO_OFTEN
     */
    void prove(PeerAddress from) throws TrackerRejection;

    /** A signature from there did not hold, or was of no use. */
    void disproved(PeerAddress from);

    /**
     * May this key register, change or remove shares? Counted against the key and its sender.
     *
     * @throws TrackerRejection FORBIDDEN or TOO_OFTEN, saying why
     */
    void register(PeerKey by, PeerAddress from) throws TrackerRejection;

    /**
     * May whoever shows this read what is listed here, and who has it?
     *
     * @throws TrackerRejection FORBIDDEN, saying why
     */
    void read(Pass pass) throws TrackerRejection;

    /** Whether this is a token by which this index knows somebody, so that no other may see it. */
    boolean isToken(String text);

    /** Lets everybody do everything: for tests, and for an index on a machine of its own. */
    Gate OPEN =
            new Gate() {
                @Override
                public void request(PeerAddress from) {}

                @Override
                public void announce(InfoHash infoHash, PeerAddress from, Pass pass) {}

                @Override
                public void join(InfoHash infoHash, PeerAddress from) {}

                @Override
                public void verify(PeerAddress from) {}

                @Override
                public void name(PeerAddress from) {}

                @Override
                public void prove(PeerAddress from) {}

                @Override
                public void disproved(PeerAddress from) {}

                @Override
                public void register(PeerKey by, PeerAddress from) {}

                @Override
                public void read(Pass pass) {}

                @Override
                public boolean isToken(String text) {
                    return false;
                }
            };
}
