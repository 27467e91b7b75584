package dunlin.net.udp;

import java.io.Closeable;
import java.io.IOException;

/** Receives what comes to a port. One thread receives at a time, and closes it; others may wake. */
interface Intake extends Closeable {
    /**
     * Waits until packets are there, tells of them, and says that they were all.
     *
     * @throws IOException if nothing can be received
     */
    void receive(Ears ears) throws IOException;

    /** Ends a wait; or the next, if nobody waits. */
    void wake();
}
