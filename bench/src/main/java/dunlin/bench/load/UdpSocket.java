package dunlin.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Announces over one UDP socket (BEP 15), with a window of announces that wait for their answers.
 *
 * <pre>
 *   connect   protocol id 8, action 0, transaction 4   answer: action 0, transaction 4, connection 8
 *   announce  connection 8, action 1, transaction 4, info-hash 20, peer id 20, downloaded 8, left 8,
 *             uploaded 8, event 4, address 4, key 4, wanted 4, port 2
 *   answer    action 1, transaction 4, interval 4, leechers 4, seeders 4, then 6 for each peer
 *   error     action 3, transaction 4, text
 * </pre>
 *
 * Each announce under way has a slot, the low bits of its transaction id. While nothing is lost,
 * nothing is allocated.
 */
final class UdpSocket implements Client {
    /** What did not come within this time counts as lost, and is asked for again. */
    static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

    private static final int MAX_WINDOW = 2048; // a power of two
    private static final int REQUEST_BYTES = 98;
    private static final int ANSWER_BYTES = 20;
    private static final int PEER_BYTES = 6;
    private static final long PROTOCOL_ID = 0x41727101980L;
    private static final int CONNECT = 0;
    private static final int ANNOUNCE = 1;
    private static final int ERROR = 3;
    private static final byte[] ID_PREFIX = "-LD0001-00000000".getBytes(UTF_8);

    private final Target target;
    private final Announces announces;
    private final Tally tally;
    private final long renewal;
    private final DatagramChannel channel;
    private final ByteBuffer answer = ByteBuffer.allocateDirect(64 * 1024);

    private final ByteBuffer[] request; // one for each slot
    private final int[] transaction = new int[MAX_WINDOW];
    private final long[] due = new long[MAX_WINDOW];
    private final long[] sentAt = new long[MAX_WINDOW]; // 0: the slot is free
    private final int[] free = new int[MAX_WINDOW];
    private int freeCount;
    private int nextTransaction;

    private long connection;
    private long connectedAt; // 0: not yet
    private long connectSentAt;
    private boolean atPace;

    /**
     * @param announces what it announces
     * @param window how many announces are under way at most
     * @param renewal how long a connection id is used before the next is asked for
     */
    UdpSocket(
            Target target,
            InetSocketAddress source,
            Announces announces,
            int window,
            Duration renewal,
            Tally tally)
            throws IOException {
        if (window < 1 || window > MAX_WINDOW) {
            throw new IllegalArgumentException("a window of " + window + " announces");
        }
        this.target = target;
        this.announces = announces;
        this.renewal = renewal.toNanos();
        this.tally = tally;
        ByteBuffer requests = ByteBuffer.allocateDirect(window * REQUEST_BYTES);
        request = new ByteBuffer[window];
        for (int slot = 0; slot < window; slot++) {
            request[slot] = requests.slice(slot * REQUEST_BYTES, REQUEST_BYTES);
            free[freeCount++] = slot;
        }
        channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channel.bind(source);
        channel.connect(target.server());
        channel.configureBlocking(false);
    }

    @Override
    public boolean turn() throws IOException {
        int count = 0;
        while (count < request.length && channel.read(answer.clear()) > 0) {
            answer.flip();
            heard(System.nanoTime());
            count++;
        }
        return count > 0;
    }

    private void heard(long now) throws IOException {
        if (answer.remaining() < 8) {
            tally.wrong("an answer of " + answer.remaining() + " bytes");
            return;
        }
        int action = answer.getInt(0);
        if (action == CONNECT && answer.remaining() == 16) {
            connection = answer.getLong(8);
            connectedAt = now;
            while (!atPace && freeCount > 0) {
                announce(now, now);
            }
            return;
        }
        int id = answer.getInt(4);
        int slot = id & MAX_WINDOW - 1;
        if (sentAt[slot] == 0 || transaction[slot] != id) {
            return; // the second answer, to what had been sent again
        }
        count(action, now - due[slot]);
        sentAt[slot] = 0;
        free[freeCount++] = slot;
        if (!atPace) {
            announce(now, now);
        }
    }

    private void count(int action, long latency) {
        int length = answer.remaining();
        int peers = (length - ANSWER_BYTES) / PEER_BYTES;
        if (action == ANNOUNCE
                && length >= ANSWER_BYTES
                && length == ANSWER_BYTES + PEER_BYTES * peers
                && peers <= target.want()) {
            tally.answered(latency, peers);
        } else if (action == ERROR) {
            tally.wrong("refused: " + UTF_8.decode(answer.slice(8, length - 8)));
        } else {
            tally.wrong("action " + action + " in " + length + " bytes");
        }
    }

    /** Sends one announce in a free slot, which there must be. */
    private void announce(long dueAt, long now) throws IOException {
        int slot = free[--freeCount];
        nextTransaction += MAX_WINDOW;
        transaction[slot] = nextTransaction | slot;
        due[slot] = dueAt;
        announces.next();
        ByteBuffer out = request[slot];
        out.putLong(0, connection).putInt(8, ANNOUNCE).putInt(12, transaction[slot]);
        out.put(16, announces.infoHash());
        out.put(36, ID_PREFIX).putInt(52, announces.peer());
        out.putLong(56, 0).putLong(64, announces.left()).putLong(72, 0);
        out.putInt(80, announces.event()).putInt(84, 0).putInt(88, announces.peer());
        out.putInt(92, announces.event() == Announces.STOPPED ? 0 : target.want());
        out.putShort(96, (short) announces.port());
        send(slot, now);
    }

    private void send(int slot, long now) throws IOException {
        sentAt[slot] = now;
        channel.write(request[slot].rewind());
    }

    /** Connects anew when it is time, and sends again what had no answer. */
    @Override
    public void watch(long now) throws IOException {
        boolean stale = connectedAt == 0 || now - connectedAt > renewal;
        if (stale && (connectSentAt == 0 || now - connectSentAt > PATIENCE)) {
            connectSentAt = now;
            ByteBuffer connect = ByteBuffer.allocate(16);
            connect.putLong(PROTOCOL_ID).putInt(CONNECT).putInt(nextTransaction).flip();
            channel.write(connect);
        }
        for (int slot = 0; slot < request.length; slot++) {
            if (sentAt[slot] != 0 && now - sentAt[slot] > PATIENCE) {
                tally.lost();
                send(slot, now);
            }
        }
    }

    @Override
    public void followPace() {
        atPace = true;
    }

    @Override
    public boolean announce(long dueAt) throws IOException {
        if (freeCount == 0) {
            return false;
        }
        announce(dueAt, System.nanoTime());
        return true;
    }

    @Override
    public boolean preloaded() {
        return announces.preloaded();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
