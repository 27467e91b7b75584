package dunlin.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The sockets that listen at one address, one for each thread that accepts: threads that share a
 * socket wake each other for every connection. Linux hands the connections out evenly among sockets
 * of one address (SO_REUSEPORT, socket(7)); elsewhere there is one.
 */
public final class ListeningSockets implements AutoCloseable {
    private static final int BACKLOG = 4096;
    private static final int MAX = 4;

    private final List<ServerSocketChannel> sockets = new ArrayList<>();
    private final InetSocketAddress address;

    /**
     * Begins to listen.
     *
     * @param listen port 0 for any free one
     * @throws IOException if the address is not to be had
     */
    public ListeningSockets(InetSocketAddress listen) throws IOException {
        boolean isLinux = System.getProperty("os.name", "").equals("Linux");
        int count = isLinux ? Math.min(Runtime.getRuntime().availableProcessors(), MAX) : 1;
        try {
            sockets.add(bound(listen, false));
            address = (InetSocketAddress) sockets.getFirst().getLocalAddress();
            if (count > 1) {
                // Only now that it has the port: before, it would have shared another program's.
                sockets.getFirst().setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            while (sockets.size() < count) {
                sockets.add(bound(address, true));
            }
        } catch (IOException e) {
            close();
            String at = listen.getHostString() + " port " + listen.getPort();
            throw new IOException("cannot listen on " + at + ": " + e.getMessage(), e);
        }
    }

    private static ServerSocketChannel bound(InetSocketAddress listen, boolean shared)
            throws IOException {
        ServerSocketChannel socket = ServerSocketChannel.open();
        try {
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            if (shared) {
                socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            return socket.bind(listen, BACKLOG);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    public InetSocketAddress address() {
        return address;
    }

    public List<ServerSocketChannel> sockets() {
        return sockets;
    }

    @Override
    public void close() throws IOException {
        for (ServerSocketChannel socket : sockets) {
            socket.close();
        }
    }
}
