package dunlin.peer;

import java.net.InetSocketAddress;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.util.Locale;

/**
 * A two-way stream of bytes to one other peer: TCP or uTP; encryption later, memory in tests.
 * Reading and writing block the (virtual) thread that does it; closing from another thread ends
 * both with an exception.
 */
public interface Transport extends ScatteringByteChannel, GatheringByteChannel {
    /** What carries it. */
    enum Kind {
        TCP("TCP"),
        UTP("uTP");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** As programs read it: {@code tcp}, {@code utp}. */
        public String word() {
            return text.toLowerCase(Locale.ROOT);
        }

        /** As people read it. */
        @Override
        public String toString() {
            return text;
        }
    }

    /** What carries it. */
    default Kind kind() {
        return Kind.TCP;
    }

    /**
     * Has this run once when the transport is closed here; at once if it is closed already. There
     * is one such action: to be called once.
     */
    void whenClosed(Runnable action);

    /** The other end. */
    InetSocketAddress remote();

    /** Our end. */
    InetSocketAddress local();

    /**
     * Whether Java code looks at what is written, so that it has to be bytes of our own: to encrypt
     * them, or to keep them until they are acknowledged. Otherwise they go to the kernel as they
     * are, mapped files too.
     */
    default boolean readsWhatIsWritten() {
        return false;
    }
}
