package dunlin.net.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Set;

/**
 * Calls of the C library about sockets, under their own names. Each returns what its manual page
 * says; -1 for failure. Thread-safe.
 */
public final class LinuxCalls {
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_CLOEXEC = 0x80000;
    public static final int SOL_SOCKET = 1;
    public static final int SO_TYPE = 3;
    public static final int SO_RCVBUF = 8;
    public static final int SO_ACCEPTCONN = 30;
    public static final int SO_DOMAIN = 39;

    /** Numbers of a socket, of which the packets that it had no room for are the ninth. */
    public static final int SO_MEMINFO = 55;

    public static final int IPPROTO_IP = 0;
    public static final int IP_MTU_DISCOVER = 10;
    public static final int IPV6_MTU_DISCOVER = 23;

    /** Packets may be cut into fragments. */
    public static final int PMTUDISC_DONT = 0;

    /** Packets are not cut, whatever was heard of the way: who sends finds out by himself. */
    public static final int PMTUDISC_PROBE = 3;

    public static final int IPPROTO_TCP = 6;
    public static final int TCP_CORK = 3;
    public static final int TCP_DEFER_ACCEPT = 9;
    public static final int SOL_UDP = 17;
    public static final int UDP_SEGMENT = 103;
    public static final int UDP_GRO = 104;
    public static final int IPPROTO_IPV6 = 41;
    public static final int IPV6_V6ONLY = 26;
    public static final int IPV6_RECVPKTINFO = 49;
    public static final int SHUT_RDWR = 2;
    public static final short POLLIN = 1;
    public static final short POLLOUT = 4;
    public static final int EINTR = 4;
    public static final int EAGAIN = 11;
    public static final int EMSGSIZE = 90;

    /** Takes only what is there. */
    public static final int MSG_DONTWAIT = 0x40;

    /** Waits for the first packet only. */
    public static final int MSG_WAITFORONE = 0x10000;

    /** The numbers above, and the layouts of those who call, are those of these. */
    private static final Set<String> ARCHITECTURES = Set.of("amd64", "aarch64");

    private static final MethodHandle SOCKET = call("socket", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle GETSOCKOPT =
            call("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle SETSOCKOPT =
            call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle BIND = call("bind", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle GETSOCKNAME = call("getsockname", JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle RECVMMSG =
            callThatSaysWhy("recvmmsg", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle SENDMMSG =
            callThatSaysWhy("sendmmsg", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle POLL = call("poll", ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SHUTDOWN = call("shutdown", JAVA_INT, JAVA_INT);
    private static final MethodHandle CLOSE = call("close", JAVA_INT);

    private LinuxCalls() {}

    /** Whether this class may be touched: elsewhere it cannot be initialised. */
    public static boolean areHere(String system, String architecture) {
        return system.toLowerCase(Locale.ROOT).equals("linux")
                && ARCHITECTURES.contains(architecture);
    }

    private static MethodHandle call(String name, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_INT, arguments));
    }

    private static MethodHandle callThatSaysWhy(String name, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_INT, arguments),
                Linker.Option.captureCallState("errno"));
    }

    public static int socket(int domain, int type) {
        try {
            return (int) SOCKET.invokeExact(domain, type, 0);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    public static int getsockopt(
            int socket, int level, int option, MemorySegment value, MemorySegment length) {
        try {
            return (int) GETSOCKOPT.invokeExact(socket, level, option, value, length);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    public static int setsockopt(int socket, int level, int option, MemorySegment value) {
        try {
            return (int) SETSOCKOPT.invokeExact(socket, level, option, value, Integer.BYTES);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    public static int bind(int socket, MemorySegment address, int length) {
        try {
            return (int) BIND.invokeExact(socket, address, length);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    public static int getsockname(int socket, MemorySegment address, MemorySegment length) {
        try {
            return (int) GETSOCKNAME.invokeExact(socket, address, length);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /**
     * @param why four bytes: if it fails, the number of the error is there
     */
    public static int recvmmsg(
            int socket, MemorySegment messages, int count, int flags, MemorySegment why) {
        try {
            return (int)
                    RECVMMSG.invokeExact(why, socket, messages, count, flags, MemorySegment.NULL);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /**
     * @param why four bytes: if it fails, the number of the error is there
     */
    public static int sendmmsg(
            int socket, MemorySegment messages, int count, int flags, MemorySegment why) {
        try {
            return (int) SENDMMSG.invokeExact(why, socket, messages, count, flags);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /**
     * Waits until something happens to a descriptor.
     *
     * @param descriptor descriptor 4 | events to wait for 2 | events that happened 2
     * @param milliseconds -1 for as long as it takes
     */
    public static int poll(MemorySegment descriptor, int milliseconds) {
        try {
            return (int) POLL.invokeExact(descriptor, 1L, milliseconds);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    public static int shutdown(int socket) {
        try {
            return (int) SHUTDOWN.invokeExact(socket, SHUT_RDWR);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    public static int close(int socket) {
        try {
            return (int) CLOSE.invokeExact(socket);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** A call of C throws nothing: only a wrong type of this class's own can end here. */
    private static IllegalStateException broken(Throwable e) {
        return new IllegalStateException("a call that does not fit its function", e);
    }
}
