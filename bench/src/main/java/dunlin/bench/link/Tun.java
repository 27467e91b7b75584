package dunlin.bench.link;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
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

/**
 * A network device of Linux whose packets this process reads and writes (the kernel's
 * networking/tuntap). It keeps working after it was moved into another network namespace, and
 * ceases with this process. Not thread-safe.
 */
final class Tun {
    private static final int O_RDWR = 2;
    private static final int O_NONBLOCK = 0x800;
    private static final long TUNSETIFF = 0x4004_54ca;
    private static final int IFF_TUN = 1;
    private static final int IFF_NO_PI = 0x1000;
    private static final int IFNAMSIZ = 16;
    private static final int IFREQ = 40;
    private static final short POLLIN = 1;
    private static final int LONGEST = 65_536;

    private static final MethodHandle OPEN = call("open", JAVA_INT, 2, ADDRESS, JAVA_INT);
    private static final MethodHandle IOCTL =
            call("ioctl", JAVA_INT, 2, JAVA_INT, JAVA_LONG, ADDRESS);
    private static final MethodHandle READ =
            call("read", JAVA_LONG, 3, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle WRITE =
            call("write", JAVA_LONG, 3, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle PPOLL =
            call("ppoll", JAVA_INT, 4, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);

    private final int descriptor;
    private final MemorySegment buffer = Arena.global().allocate(LONGEST);

    private Tun(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * @throws IOException without the right to make one
     */
    static Tun make(String name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int opened =
                    (int) OPEN.invokeExact(arena.allocateFrom("/dev/net/tun"), O_RDWR | O_NONBLOCK);
            MemorySegment request = arena.allocate(IFREQ);
            request.setString(0, name.substring(0, Math.min(name.length(), IFNAMSIZ - 1)));
            request.set(JAVA_SHORT, IFNAMSIZ, (short) (IFF_TUN | IFF_NO_PI));
            if (opened < 0 || (int) IOCTL.invokeExact(opened, TUNSETIFF, request) < 0) {
                throw new IOException("Cannot make the device %s; are you root?".formatted(name));
            }
            return new Tun(opened);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError("A call of the C library failed", e);
        }
    }

    /** A packet that the kernel sends; empty if there is none. */
    byte[] read() {
        try {
            long length = (long) READ.invokeExact(descriptor, buffer, (long) LONGEST);
            return buffer.asSlice(0, Math.max(0, length)).toArray(JAVA_BYTE);
        } catch (Throwable e) {
            throw new LinkageError("A call of the C library failed", e);
        }
    }

    /** Gives the kernel a packet. */
    void write(byte[] packet) {
        MemorySegment.copy(packet, 0, buffer, JAVA_BYTE, 0, packet.length);
        try {
            long written = (long) WRITE.invokeExact(descriptor, buffer, (long) packet.length);
            if (written < 0) {
                return; // the device is down, so the packet is lost
            }
        } catch (Throwable e) {
            throw new LinkageError("A call of the C library failed", e);
        }
    }

    /** Waits until one of two has a packet, so many nanoseconds at most. */
    static void await(Tun one, Tun other, long nanos) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment both = arena.allocate(16, 4);
            both.set(JAVA_INT, 0, one.descriptor);
            both.set(JAVA_SHORT, 4, POLLIN);
            both.set(JAVA_INT, 8, other.descriptor);
            both.set(JAVA_SHORT, 12, POLLIN);
            MemorySegment time = arena.allocate(16, 8);
            time.set(JAVA_LONG, 0, nanos / 1_000_000_000);
            time.set(JAVA_LONG, 8, nanos % 1_000_000_000);
            int ready = (int) PPOLL.invokeExact(both, 2L, time, MemorySegment.NULL);
            assert ready <= 2;
        } catch (Throwable e) {
            throw new LinkageError("A call of the C library failed", e);
        }
    }

    private static MethodHandle call(
            String name, MemoryLayout result, int fixed, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor descriptor = FunctionDescriptor.of(result, arguments);
        return fixed < arguments.length
                ? linker.downcallHandle(
                        linker.defaultLookup().findOrThrow(name),
                        descriptor,
                        Linker.Option.firstVariadicArg(fixed))
                : linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
    }
}
