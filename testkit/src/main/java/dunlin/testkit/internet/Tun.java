package dunlin.testkit.internet;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/**
 * A network device whose other end is this program: what the system sends into it is read here, and
 * what is written here comes out of it (Linux, needs the right to administer networks). It keeps
 * working after it was moved into another network namespace, and ceases with this process. One
 * thread may read while others write.
 */
public final class Tun implements AutoCloseable {
    private static final int O_RDWR = 2;
    private static final int O_NONBLOCK = 0x800;
    private static final long TUNSETIFF = 0x400454ca;
    private static final short IFF_TUN_NO_PI = 0x1001;
    private static final int NAME_LENGTH = 16;
    private static final short POLLIN = 1;
    private static final int POLLFD = 8;
    private static final long SECOND = 1_000_000_000L;

    private static final MethodHandle OPEN = call("open", JAVA_INT, 2, ADDRESS, JAVA_INT);
    private static final MethodHandle IOCTL =
            call("ioctl", JAVA_INT, 2, JAVA_INT, JAVA_LONG, ADDRESS);
    private static final MethodHandle PPOLL =
            call("ppoll", JAVA_INT, 4, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);
    private static final MethodHandle READ =
            call("read", JAVA_LONG, 3, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle WRITE =
            call("write", JAVA_LONG, 3, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle CLOSE = call("close", JAVA_INT, 1, JAVA_INT);

    private final int file;
    private final String name;

    private Tun(int file, String name) {
        this.file = file;
        this.name = name;
    }

    private static MethodHandle call(
            String name, MemoryLayout result, int fixed, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor function = FunctionDescriptor.of(result, arguments);
        return fixed < arguments.length
                ? linker.downcallHandle(
                        linker.defaultLookup().findOrThrow(name),
                        function,
                        Linker.Option.firstVariadicArg(fixed))
                : linker.downcallHandle(linker.defaultLookup().findOrThrow(name), function);
    }

    /**
     * A new device of this name, at most 15 characters.
     *
     * @throws IOException if the system makes none
     */
    public static Tun open(String name) throws IOException {
        try (Arena scratch = Arena.ofConfined()) {
            int file =
                    (int)
                            OPEN.invokeExact(
                                    scratch.allocateFrom("/dev/net/tun"), O_RDWR | O_NONBLOCK);
            if (file < 0) {
                throw new IOException("/dev/net/tun cannot be opened");
            }
            MemorySegment request = scratch.allocate(40, 8);
            request.setString(0, name);
            request.set(JAVA_SHORT, NAME_LENGTH, IFF_TUN_NO_PI);
            if ((int) IOCTL.invokeExact(file, TUNSETIFF, request) < 0) {
                int _ = (int) CLOSE.invokeExact(file);
                throw new IOException("no network device can be made");
            }
            return new Tun(file, name);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a call that does not fit its function", e);
        }
    }

    String name() {
        return name;
    }

    /** Waits until one of these has a packet, so many nanoseconds at most. */
    public static void await(long nanos, Tun... devices) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment looks = scratch.allocate((long) POLLFD * devices.length, 4);
            for (int i = 0; i < devices.length; i++) {
                looks.set(JAVA_INT, (long) POLLFD * i, devices[i].file);
                looks.set(JAVA_SHORT, (long) POLLFD * i + 4, POLLIN);
            }
            MemorySegment time = scratch.allocate(16, 8);
            time.set(JAVA_LONG, 0, nanos / SECOND);
            time.set(JAVA_LONG, 8, nanos % SECOND);
            int _ = (int) PPOLL.invokeExact(looks, (long) devices.length, time, MemorySegment.NULL);
        } catch (Throwable e) {
            throw new IllegalStateException("a call that does not fit its function", e);
        }
    }

    /**
     * Reads a packet, if there is one.
     *
     * @param into a direct buffer; it is cleared, and holds the packet then
     * @return whether there was one
     */
    public boolean read(ByteBuffer into) {
        try {
            MemorySegment bytes = MemorySegment.ofBuffer(into.clear());
            long read = (long) READ.invokeExact(file, bytes, bytes.byteSize());
            into.limit((int) Math.max(0, read));
            return read > 0;
        } catch (Throwable e) {
            throw new IllegalStateException("a call that does not fit its function", e);
        }
    }

    /** Writes a packet, all of a direct buffer; where the device has no room it is lost. */
    public void write(ByteBuffer packet) {
        try {
            MemorySegment bytes = MemorySegment.ofBuffer(packet);
            long _ = (long) WRITE.invokeExact(file, bytes, bytes.byteSize());
        } catch (Throwable e) {
            throw new IllegalStateException("a call that does not fit its function", e);
        }
    }

    /** Takes the device away. To be called once, when nobody reads or writes any more. */
    @Override
    public void close() {
        try {
            int _ = (int) CLOSE.invokeExact(file);
        } catch (Throwable e) {
            throw new IllegalStateException("a call that does not fit its function", e);
        }
    }
}
