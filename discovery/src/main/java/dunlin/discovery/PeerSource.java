package dunlin.discovery;

import java.net.InetSocketAddress;
import java.util.Collection;

/**
 * One way of finding the peers of one share, and of being found by them: its trackers, for one. It
 * works from when it was started until it is closed. Thread-safe.
 */
public interface PeerSource extends AutoCloseable {
    /** How far the share is, as those who are told of it want to know; bytes. */
    record Progress(long uploaded, long downloaded, long left) {}

    /**
     * The share's side. Called on threads of the source, one call at a time; must not block for
     * long.
     */
    interface Subscriber {
        Progress progress();

        /** Whether more peers are wanted just now. */
        boolean wantsPeers();

        /** Whether nobody is connected, so that whoever comes next is to be met soon. */
        boolean isAlone();

        /**
         * Whether it is known what the share is: until then it may be private, and is announced
         * nowhere but at its trackers.
         */
        default boolean isDescribed() {
            return true;
        }

        /** There may be peers at these addresses. */
        void found(Collection<InetSocketAddress> peers);

        /**
         * It was heard for the first time, or again after it had failed.
         *
         * @param name what a person knows it by: the URL of a tracker
         */
        void works(String name, int seeders, int leechers);

        /**
         * It began to fail: the reason in one line. Told once, not at every try.
         *
         * @param name what a person knows it by: the URL of a tracker
         */
        void fails(String name, String reason);
    }

    /** Tells, once and as soon as possible, that the share is complete now. */
    void completed();

    /** Tells, as soon as possible the first time, that what was complete is so no longer. */
    void incomplete();

    /** Looks for peers again soon, because they are needed; as often as good manners allow. */
    void hurry();

    /** Whether its first round is not over, so that it may still name peers. */
    default boolean isLooking() {
        return false;
    }

    /**
     * Says goodbye, and ends. The caller must hold no lock that the subscriber takes. Blocks for
     * two seconds at most.
     */
    @Override
    void close();
}
