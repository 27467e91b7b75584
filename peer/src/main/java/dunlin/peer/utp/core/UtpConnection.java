package dunlin.peer.utp.core;

import dunlin.protocol.utp.PacketHead;
import java.nio.ByteBuffer;

/**
 * One uTP connection (BEP 29): is told of packets, of time and of what the application wants, and
 * answers with packets and the time when it wants to be asked again. Times are nanoseconds of one
 * steady clock. Not thread-safe.
 */
public final class UtpConnection {
    /** How far it is. */
    public enum State {
        /** The first packet left, the answer has not come. */
        DIALLING,
        /** Bytes go both ways. */
        OPEN,
        /** Nothing more is written; what was is under way, or the other side's end is. */
        CLOSING,
        /** Over. */
        CLOSED
    }

    /** Why it is over. */
    public enum End {
        /** Both sides ended it and know that. */
        FINISHED,
        /** The other side ended it at once. */
        RESET,
        /** The other side does not answer. */
        SILENT,
        /** We ended it at once. */
        ABORTED
    }

    private UtpConnection() {}

    /**
     * Begins a connection: its first packet leaves at the next {@link #send}.
     *
     * @param id the id in packets to us, a random one that is free; the other side's is one more
     * @param sequence the first sequence number, a random one
     */
    public static UtpConnection dial(
            UtpSettings settings, Memory memory, int id, int sequence, long now) {
        throw new UnsupportedOperationException();
    }

    /**
     * Answers a connection that another side began.
     *
     * @param syn its first packet
     * @param sequence the first sequence number, a random one
     */
    public static UtpConnection accept(
            UtpSettings settings, Memory memory, PacketHead syn, int sequence, long now) {
        throw new UnsupportedOperationException();
    }

    /** The connection id in packets to us. */
    public int id() {
        throw new UnsupportedOperationException();
    }

    /** A packet came. What follows from it leaves at the next {@link #send}. */
    public void received(PacketHead packet, long now) {
        throw new UnsupportedOperationException();
    }

    /** Sends what is due: acknowledgements, bytes, what was lost. */
    public void send(PacketSink sink, long now) {
        throw new UnsupportedOperationException();
    }

    /** When {@link #send} is to be called again at the latest; {@link Long#MAX_VALUE} for never. */
    public long nextTime() {
        throw new UnsupportedOperationException();
    }

    /** The system refused the packet just sent, since it is too long for the way. */
    public void tooLong(int bytes, long now) {
        throw new UnsupportedOperationException();
    }

    /** Takes bytes to be sent. @return how many, 0 if there is no room now */
    public int write(ByteBuffer source) {
        throw new UnsupportedOperationException();
    }

    /** Bytes that {@link #write} takes now. */
    public int writable() {
        throw new UnsupportedOperationException();
    }

    /** Gives bytes that came. @return how many, 0 if there are none yet, -1 after the last */
    public int read(ByteBuffer target, long now) {
        throw new UnsupportedOperationException();
    }

    /** Bytes that {@link #read} gives now. */
    public int readable() {
        throw new UnsupportedOperationException();
    }

    /** Writes nothing more: what was written arrives, then the end does. Reading goes on. */
    public void finish(long now) {
        throw new UnsupportedOperationException();
    }

    /** Neither writes nor reads any more: what was written arrives, what comes is passed over. */
    public void close(long now) {
        throw new UnsupportedOperationException();
    }

    /** Ends it at once; the other side is told if it can be, at the next {@link #send}. */
    public void abort() {
        throw new UnsupportedOperationException();
    }

    public State state() {
        throw new UnsupportedOperationException();
    }

    /** Why it is over; only once {@link State#CLOSED}. */
    public End end() {
        throw new UnsupportedOperationException();
    }

    /** Gives all memory back. Only once {@link State#CLOSED}; nothing else is called after it. */
    public void free() {
        throw new UnsupportedOperationException();
    }
}
