package dunlin.overlay.core;

import dunlin.protocol.overlay.OverlayMessage;
import java.util.Optional;

/** Hears what becomes of a question that one member was asked itself. */
@FunctionalInterface
public interface Answered {
    /** It gave this answer; empty if none came: it was not reached, or was silent. Called once. */
    void ended(Optional<OverlayMessage> answer, long now);
}
