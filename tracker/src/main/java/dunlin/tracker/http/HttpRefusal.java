package dunlin.tracker.http;

/** A request is not served; the message is one line and is told to the client. */
public final class HttpRefusal extends Exception {
    private final int status;

    /**
     * @param status the HTTP status, 400 to 599
     */
    public HttpRefusal(int status, String message) {
        super(message);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
