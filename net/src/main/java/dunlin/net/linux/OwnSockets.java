package dunlin.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the descriptors of sockets that this process opened through the JDK, which does not tell
 * them: by where they are bound.
 */
public final class OwnSockets {
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");
    private static final int MAX_ADDRESS = 128;

    private OwnSockets() {}

    /** Whether it is possible here, as far as one sees without trying. */
    public static boolean canBeAskedFor() {
        return LinuxCalls.areHere(System.getProperty("os.name"), System.getProperty("os.arch"))
                && Files.isDirectory(OPEN_FILES)
                && OwnSockets.class.getModule().isNativeAccessEnabled();
    }

    /**
     * The descriptors of sockets of a type that are bound to an address. Each is only as long the
     * right one as whoever opened the socket does not close it.
     *
     * @throws IOException if they cannot be listed
     */
    public static List<Integer> boundTo(InetSocketAddress local, int type) throws IOException {
        List<Integer> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(OPEN_FILES);
                Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(MAX_ADDRESS, Long.BYTES);
            for (Path file : files) {
                int descriptor = Integer.parseInt(file.getFileName().toString());
                if (isBoundTo(descriptor, local, address, arena)
                        && option(descriptor, LinuxCalls.SO_TYPE, arena) == type) {
                    found.add(descriptor);
                }
            }
        }
        return found;
    }

    private static boolean isBoundTo(
            int descriptor, InetSocketAddress local, MemorySegment address, Arena arena)
            throws IOException {
        MemorySegment length = arena.allocateFrom(JAVA_INT, MAX_ADDRESS);
        if (LinuxCalls.getsockname(descriptor, address, length) != 0) {
            return false; // no socket
        }
        // struct sockaddr_in:  family (2, native), port (2, network), address (4)
        // struct sockaddr_in6: family, port, flow (4), address (16)
        int family = address.get(JAVA_SHORT, 0);
        if (family != LinuxCalls.AF_INET && family != LinuxCalls.AF_INET6) {
            return false;
        }
        byte[] port = address.asSlice(2, 2).toArray(JAVA_BYTE);
        byte[] host =
                (family == LinuxCalls.AF_INET ? address.asSlice(4, 4) : address.asSlice(8, 16))
                        .toArray(JAVA_BYTE);
        return ((port[0] & 0xff) << 8 | port[1] & 0xff) == local.getPort()
                && isSame(InetAddress.getByAddress(host), local.getAddress());
    }

    /** Any address of this machine is 0.0.0.0 to some and :: to others. */
    private static boolean isSame(InetAddress one, InetAddress other) {
        return one.equals(other) || one.isAnyLocalAddress() && other.isAnyLocalAddress();
    }

    /** The value of a socket's option of the level SOL_SOCKET; -1 if it has none. */
    public static int option(int descriptor, int option, Arena arena) {
        MemorySegment value = arena.allocateFrom(JAVA_INT, 0);
        MemorySegment size = arena.allocateFrom(JAVA_INT, Integer.BYTES);
        int failed = LinuxCalls.getsockopt(descriptor, LinuxCalls.SOL_SOCKET, option, value, size);
        return failed == 0 ? value.get(JAVA_INT, 0) : -1;
    }
}
