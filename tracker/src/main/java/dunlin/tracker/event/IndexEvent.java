package dunlin.tracker.event;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What happens at the index: told to the person who runs it, and, but for refusals, to whoever
 * follows its events.
 */
public sealed interface IndexEvent {
    /** What a peer did to its swarm. */
    enum PeerChange {
        STARTED,
        COMPLETED,
        STOPPED,
        /** It fell silent. */
        EXPIRED
    }

    /**
     * A peer came, completed or went.
     *
     * @param name the peer's name, if it told one
     * @param share gives the share's name, or its id if the catalogue does not have it; asked only
     *     by who shows it, because the catalogue may have to be asked in turn
     * @param seeders what is left after it
     * @param leechers what is left after it
     */
    record Peer(
            PeerChange change,
            InfoHash id,
            Supplier<String> share,
            Optional<String> name,
            PeerAddress address,
            int seeders,
            int leechers)
            implements IndexEvent {}

    /** What became of a share in the catalogue. */
    enum ShareChange {
        REGISTERED,
        /** Somebody else registered it too. */
        HOLDER_ADDED,
        /** Its owner changed its description or tags. */
        CHANGED,
        /** Its owner withdrew it. */
        REMOVED,
        /** Nobody had it for long. */
        FORGOTTEN
    }

    /**
     * A share appeared, changed or vanished.
     *
     * @param by how whoever did it is shown
     */
    record Share(ShareChange change, InfoHash id, String name, String by) implements IndexEvent {}

    /**
     * A request was refused.
     *
     * @param what for instance {@code announce} or {@code register}
     * @param reason one line
     */
    record Refused(String what, PeerAddress from, String reason) implements IndexEvent {}
}
