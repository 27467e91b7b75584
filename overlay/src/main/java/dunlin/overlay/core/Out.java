package dunlin.overlay.core;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.overlay.OverlayMessage;

/**
 * What an {@link OverlayNode} wants done. Called while it decides, so nothing here may block or
 * call it back.
 */
public interface Out {
    /**
     * Connect to whoever listens there. It ends in one call of {@link OverlayNode#linked} with that
     * address as the remote one, or of {@link OverlayNode#dialFailed}.
     */
    void dial(PeerAddress address);

    /** Send a message along a link. Nothing happens if the link is no more. */
    void send(long link, OverlayMessage message);

    /** Close a link, after what was sent has left. Its loss need not be told, but may be. */
    void close(long link, Closing reason);

    /** Something happened that a person may want to know. */
    void notice(Notice notice);

    /** Why a link is closed. */
    enum Closing {
        /** It leads to ourselves. */
        SELF,
        /** There is another to the same member. */
        TWICE,
        /** There is no place for it. */
        FULL,
        /** What it was made for is done. */
        DONE,
        /** No sign of life came. */
        SILENT,
        /** The other side said what no member says, or too much. */
        ABUSE,
        /** This member leaves. */
        LEAVING
    }

    /** What happens in the network around this member. */
    sealed interface Notice {
        /** A member became a neighbour. */
        record Came(Link link) implements Notice {}

        /** A neighbour is one no longer. */
        record Left(Link link, String why) implements Notice {}

        /**
         * Something that came along a link was not heard; told for the first and each hundredth.
         */
        record Dropped(Link link, Drop what, long count) implements Notice {}
    }

    /** What is not heard of who says it. */
    enum Drop {
        QUESTIONS_TOO_OFTEN,
        CARDS_TOO_OFTEN,
        MESSAGES_TOO_OFTEN,
        FORGED_CARD,
        OLD_CARD,
        FORGED_HIT,
        FOREIGN_ADDRESS,
        WORTHLESS_DIGEST,
        OUT_OF_PLACE
    }
}
