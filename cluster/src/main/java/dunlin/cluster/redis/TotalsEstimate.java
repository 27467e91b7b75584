package dunlin.cluster.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.tracker.store.SwarmStore.Totals;
import dunlin.tracker.store.TrackerRejection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.Response;

/**
 * How many swarms and peers there are: counted where there are few, otherwise estimated from the
 * first few thousand keys of each node, which a scan meets in the order of their hashes and so as
 * good as at random. Asked anew every ten seconds at most. Thread-safe.
 */
final class TotalsEstimate {
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final int KEYS_OF_A_NODE = 4_000;
    private static final String KEYS_AT_ONCE = "1000";
    private static final byte[] INFO_PREFIX = SwarmKeys.PREFIX.getBytes(US_ASCII);
    private static final byte INFO_END = '}';

    private final Redis redis;

    @GuardedBy("this")
    private Totals last = new Totals(0, 0);

    @GuardedBy("this")
    private long fetched = System.nanoTime() - FRESH.toNanos();

    TotalsEstimate(Redis redis) {
        this.redis = redis;
    }

    synchronized Totals get() throws TrackerRejection {
        if (System.nanoTime() - fetched >= FRESH.toNanos()) {
            long swarms = 0;
            long peers = 0;
            for (Totals node : redis.askPrimaries(TotalsEstimate::ofNode)) {
                swarms += node.swarms();
                peers += node.peers();
            }
            last = new Totals(swarms, peers);
            fetched = System.nanoTime();
        }
        return last;
    }

    private static Totals ofNode(Connection connection) {
        List<byte[]> swarms = new ArrayList<>();
        long met = 0;
        String cursor = "0";
        do {
            connection.sendCommand(Command.SCAN, cursor, "COUNT", KEYS_AT_ONCE);
            List<Object> page = connection.getObjectMultiBulkReply();
            cursor = new String((byte[]) page.get(0), US_ASCII);
            for (Object key : (List<?>) page.get(1)) {
                met++;
                if (isInfo((byte[]) key)) {
                    swarms.add((byte[]) key);
                }
            }
        } while (!cursor.equals("0") && met < KEYS_OF_A_NODE);
        long peers = peers(connection, swarms);
        if (cursor.equals("0")) {
            return new Totals(swarms.size(), peers);
        }
        connection.sendCommand(Command.DBSIZE);
        double factor = (double) connection.getIntegerReply() / met;
        return new Totals(Math.round(swarms.size() * factor), Math.round(peers * factor));
    }

    private static boolean isInfo(byte[] key) {
        return key[key.length - 1] == INFO_END
                && key.length > INFO_PREFIX.length
                && Arrays.equals(key, 0, INFO_PREFIX.length, INFO_PREFIX, 0, INFO_PREFIX.length);
    }

    /** Each peer has a field in its swarm's hash; one more counts completions. */
    private static long peers(Connection connection, List<byte[]> swarms) {
        List<Response<Long>> fields = new ArrayList<>();
        List<Response<Boolean>> counters = new ArrayList<>();
        try (Pipeline pipeline = new Pipeline(connection, false)) {
            for (byte[] swarm : swarms) {
                fields.add(pipeline.hlen(swarm));
                counters.add(pipeline.hexists(swarm, new byte[0]));
            }
        }
        long peers = 0;
        for (int i = 0; i < swarms.size(); i++) {
            peers += fields.get(i).get() - (counters.get(i).get() ? 1 : 0);
        }
        return peers;
    }
}
