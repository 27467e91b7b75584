package dunlin.protocol;

/**
 * The other side (a peer, a tracker, a torrent, a magnet link) sent something that its
 * specification forbids or that exceeds a limit of ours. Whoever catches it drops that side; the
 * message says what was wrong and the value that was met, in one line, and is fit to be shown to a
 * person.
 */
public final class ProtocolException extends Exception {
    public ProtocolException(String message) {
        super(message);
    }

    public ProtocolException(String message, Throwable cause) {
        super(message, cause);
    }
}
