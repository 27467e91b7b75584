package dunlin.tracker.http;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two options of a listening socket that Linux has (tcp(7)) and Java has no name for, so that the
 * system is asked directly. Where that cannot be, all goes on as it was, only slower.
 *
 * <ul>
 *   <li>TCP_DEFER_ACCEPT: a connection is there to be accepted only once the client has sent
 *       something, so the first read finds it. Without, whoever is accepted a moment too soon costs
 *       a thread.
 *   <li>TCP_CORK, which accepted sockets inherit: what is written is kept back until the connection
 *       closes, so that a short answer and the end leave as one packet. A connection that stays
 *       open has to push what it writes: setting TCP_NODELAY, even again, does so at once. Nothing
 *       hangs on that but speed, as the system waits for more no longer than 0.2 s.
 * </ul>
 *
 * Together they make an announce about a third cheaper.
 */
final class LinuxTcp {
    private static final Logger LOG = LoggerFactory.getLogger(LinuxTcp.class);
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    private static final int SOL_SOCKET = 1;
    private static final int SO_ACCEPTCONN = 30;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_CORK = 3;
    private static final int TCP_DEFER_ACCEPT = 9;

    /** About how long; a client that sends nothing is accepted all the same after it. */
    private static final int DEFERRED_SECONDS = 3;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int MAX_ADDRESS = 128;

    private final MethodHandle getsockname;
    private final MethodHandle getsockopt;
    private final MethodHandle setsockopt;

    private LinuxTcp(Linker linker) {
        getsockname =
                function(
                        linker,
                        "getsockname",
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.ADDRESS));
        getsockopt =
                function(
                        linker,
                        "getsockopt",
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.ADDRESS));
        setsockopt =
                function(
                        linker,
                        "setsockopt",
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_INT));
    }

    private static MethodHandle function(Linker linker, String name, FunctionDescriptor type) {
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }

    /**
     * Looks for this process's socket that listens at an address, and sets the options on it.
     *
     * @return whether they are set
     */
    static boolean tune(InetSocketAddress local) {
        if (!Files.isDirectory(OPEN_FILES) || !LinuxTcp.class.getModule().isNativeAccessEnabled()) {
            return false;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(OPEN_FILES);
                Arena arena = Arena.ofConfined()) {
            LinuxTcp system = new LinuxTcp(Linker.nativeLinker());
            for (Path file : files) {
                int descriptor = Integer.parseInt(file.getFileName().toString());
                if (system.listensAt(descriptor, local, arena)) {
                    return system.tune(descriptor, arena);
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("no options of Linux: {}", e.getMessage());
        }
        return false;
    }

    private boolean listensAt(int descriptor, InetSocketAddress local, Arena arena)
            throws IOException {
        MemorySegment address = arena.allocate(MAX_ADDRESS);
        MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, MAX_ADDRESS);
        if (call(getsockname, descriptor, address, length) != 0) {
            return false; // no socket
        }
        // struct sockaddr_in:  family (2, native), port (2, network), address (4)
        // struct sockaddr_in6: family, port, flow (4), address (16)
        int family = address.get(ValueLayout.JAVA_SHORT, 0);
        if (family != AF_INET && family != AF_INET6) {
            return false;
        }
        byte[] port = address.asSlice(2, 2).toArray(ValueLayout.JAVA_BYTE);
        byte[] host =
                (family == AF_INET ? address.asSlice(4, 4) : address.asSlice(8, 16))
                        .toArray(ValueLayout.JAVA_BYTE);
        MemorySegment listens = arena.allocateFrom(ValueLayout.JAVA_INT, 0);
        MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, Integer.BYTES);
        return ((port[0] & 0xff) << 8 | port[1] & 0xff) == local.getPort()
                && isSame(InetAddress.getByAddress(host), local.getAddress())
                && call(getsockopt, descriptor, SOL_SOCKET, SO_ACCEPTCONN, listens, size) == 0
                && listens.get(ValueLayout.JAVA_INT, 0) == 1;
    }

    /** Any address of this machine is 0.0.0.0 to some and :: to others. */
    private static boolean isSame(InetAddress one, InetAddress other) {
        return one.equals(other) || one.isAnyLocalAddress() && other.isAnyLocalAddress();
    }

    private boolean tune(int descriptor, Arena arena) {
        boolean corked = set(descriptor, TCP_CORK, 1, arena);
        boolean deferred = set(descriptor, TCP_DEFER_ACCEPT, DEFERRED_SECONDS, arena);
        return corked && deferred;
    }

    private boolean set(int descriptor, int option, int value, Arena arena) {
        MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_INT, value);
        return call(setsockopt, descriptor, IPPROTO_TCP, option, memory, Integer.BYTES) == 0;
    }

    private static int call(MethodHandle function, Object... arguments) {
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException("a function of the system failed", e);
        }
    }
}
