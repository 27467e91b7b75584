package dunlin.web;

import dunlin.net.linux.LinuxTcp;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;

/** Feeds Jetty connections that it did not accept, with the bytes already read from them. */
final class WebConnector extends AbstractConnector {
    /** What is known of a connection when it is handed over. */
    private record Begun(ByteBuffer bytes, Connections.Place place) {}

    private final SelectorManager selectors;

    /**
     * @param platform runs the thread that waits for all connections
     * @param perRequest runs what may block
     * @param factories of what connections speak, the outermost first
     */
    WebConnector(
            Server server, Executor platform, Executor perRequest, ConnectionFactory... factories) {
        // No buffer goes from one connection to another: when a connection ends, Jetty may give the
        // buffer back while a thread still reads into it (jetty.project, issue 12939). Whoever got
        // it next would lose its request, or read another's.
        super(server, perRequest, null, ByteBufferPool.NON_POOLING, 0, factories);
        this.selectors = new Selectors(platform);
        setIdleTimeout(0); // Connections knows how long everything may take.
        installBean(selectors, true);
    }

    void take(SocketChannel connection, ByteBuffer begun, Connections.Place place) {
        selectors.accept(connection, new Begun(begun, place));
    }

    /** The place of a connection that was handed over. */
    static Connections.Place place(EndPoint endPoint) {
        EndPoint bare =
                endPoint instanceof EndPoint.Wrapper encrypted ? encrypted.unwrap() : endPoint;
        return ((PlacedEndPoint) bare).place;
    }

    @Override
    protected void accept(int acceptor) {
        throw new UnsupportedOperationException("connections are accepted elsewhere");
    }

    @Override
    public Object getTransport() {
        return this;
    }

    private final class Selectors extends SelectorManager {
        Selectors(Executor platform) {
            super(platform, WebConnector.this.getScheduler(), 1);
        }

        @Override
        protected EndPoint newEndPoint(
                SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
            Connections.Place place = ((Begun) key.attachment()).place();
            return new PlacedEndPoint((SocketChannel) channel, selector, key, place);
        }

        @Override
        public Connection newConnection(
                SelectableChannel channel, EndPoint endPoint, Object attachment) {
            Connection connection =
                    getDefaultConnectionFactory().newConnection(WebConnector.this, endPoint);
            ((Connection.UpgradeTo) connection).onUpgradeTo(((Begun) attachment).bytes());
            return connection;
        }

        @Override
        protected void endPointOpened(EndPoint endPoint) {
            super.endPointOpened(endPoint);
            onEndPointOpened(endPoint);
            // To close the bare socket would leave Jetty waiting for it.
            place(endPoint).isNow(endPoint);
        }

        @Override
        protected void endPointClosed(EndPoint endPoint) {
            place(endPoint).leave();
            onEndPointClosed(endPoint);
            super.endPointClosed(endPoint);
        }

        @Override
        protected void onAcceptFailed(
                SelectableChannel channel, Throwable failure, Object attachment) {
            ((Begun) attachment).place().leave();
        }
    }

    private final class PlacedEndPoint extends SocketChannelEndPoint {
        private final Connections.Place place;

        PlacedEndPoint(
                SocketChannel channel,
                ManagedSelector selector,
                SelectionKey key,
                Connections.Place place) {
            super(channel, selector, key, WebConnector.this.getScheduler());
            this.place = place;
        }

        /** Sends at once, although the socket may be one of those that {@link LinuxTcp} affects. */
        @Override
        public boolean flush(ByteBuffer... buffers) throws IOException {
            boolean all = super.flush(buffers);
            getChannel().setOption(StandardSocketOptions.TCP_NODELAY, true);
            return all;
        }
    }
}
