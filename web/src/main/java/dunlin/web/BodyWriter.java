package dunlin.web;

import java.io.IOException;

/** Writes a body of which neither the length nor the end is known before, such as events. */
@FunctionalInterface
public interface BodyWriter {
    /** Where the pieces of a body go. */
    @FunctionalInterface
    interface Sink {
        /**
         * Sends a piece; returns when the system has taken it.
         *
         * @throws IOException if the client is gone, or does not read
         */
        void write(byte[] piece) throws IOException;
    }

    /**
     * Writes the whole body. Called on a thread of its own, which may block for as long as it
     * likes; but that a client is gone shows only when something is written, so now and then
     * something has to be.
     *
     * @throws InterruptedException when the server closes: the thread is interrupted then
     */
    void writeTo(Sink sink) throws IOException, InterruptedException;
}
