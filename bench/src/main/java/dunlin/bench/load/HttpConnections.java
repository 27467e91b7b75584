package dunlin.bench.load;

import dunlin.protocol.ProtocolException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Announces over HTTP, one after the other, each on a connection of its own. */
final class HttpConnections implements Client {
    /** What is not whole within this time counts as lost. */
    static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

    private final InetSocketAddress server;
    private final InetSocketAddress source;
    private final Announces announces;
    private final HttpAnnounce http;
    private final Tally tally;
    private final ByteBuffer request = ByteBuffer.allocateDirect(1024);
    private final ByteBuffer answer = ByteBuffer.allocate(16 * 1024);

    private @Nullable SocketChannel channel; // null: none is under way
    private long dueAt;
    private long openedAt;
    private boolean atPace;

    HttpConnections(Target target, InetSocketAddress source, Announces announces, Tally tally) {
        this.server = target.server();
        this.source = source;
        this.announces = announces;
        this.http = new HttpAnnounce(target);
        this.tally = tally;
    }

    @Override
    public boolean turn() throws IOException {
        SocketChannel open = channel;
        if (open == null) {
            return !atPace && announce(System.nanoTime());
        }
        int read = 0;
        while (answer.hasRemaining() && (read = open.read(answer)) > 0) {}
        if (read == 0) {
            return false;
        }
        long now = System.nanoTime();
        end();
        try {
            tally.answered(now - dueAt, http.peers(answer.flip()));
        } catch (ProtocolException e) {
            tally.wrong(e.toString());
        }
        if (!atPace) {
            announce(now);
        }
        return true;
    }

    @Override
    public boolean announce(long due) throws IOException {
        if (channel != null) {
            return false;
        }
        announces.next();
        http.write(announces, request.clear());
        request.flip();
        answer.clear();
        dueAt = due;
        openedAt = System.nanoTime();
        SocketChannel opened = SocketChannel.open(StandardProtocolFamily.INET);
        channel = opened;
        try {
            opened.bind(source);
            opened.connect(server); // over loopback that does not wait
            opened.write(request);
            opened.configureBlocking(false);
        } catch (IOException e) {
            end();
            throw e;
        }
        return true;
    }

    private void end() throws IOException {
        SocketChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void watch(long now) throws IOException {
        if (channel != null && now - openedAt > PATIENCE) {
            tally.lost();
            end();
        }
    }

    @Override
    public void followPace() {
        atPace = true;
    }

    @Override
    public boolean preloaded() {
        return announces.preloaded();
    }

    @Override
    public void close() throws IOException {
        end();
    }
}
