package dunlin.cluster.redis;

import dunlin.cluster.outage.Outages;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Connection;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.util.Pool;

/**
 * A Redis or a Cluster that runs scripts on swarms. Every call ends within a few seconds, whatever
 * the servers do; their failures become refusals. Thread-safe.
 */
final class Redis implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Redis.class);
    private static final Duration RETRY_IN = Duration.ofSeconds(5);
    private static final Duration OUTAGE_PAUSE = Duration.ofSeconds(1);
    private static final Duration OUTAGE_PATIENCE = Duration.ofSeconds(3);
    private static final long NANOS_BETWEEN_COMPLAINTS = Duration.ofSeconds(5).toNanos();

    /** Scripts that travel together: an answer is held in memory for each. */
    private static final int AT_ONCE = 500;

    private final RedisAddress address;
    private final UnifiedJedis client;
    private final Supplier<Collection<? extends Pool<Connection>>> primaries;
    private final Outages outages = new Outages(SwarmKeys.PARTS, OUTAGE_PAUSE, OUTAGE_PATIENCE);
    private final AtomicLong lastComplaint =
            new AtomicLong(System.nanoTime() - NANOS_BETWEEN_COMPLAINTS);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * @param primaries connections to each node that holds swarms, as the cluster stands now
     */
    Redis(
            RedisAddress address,
            UnifiedJedis client,
            Supplier<Collection<? extends Pool<Connection>>> primaries) {
        this.address = address;
        this.client = client;
        this.primaries = primaries;
    }

    /** Runs a script on one swarm: one round trip. */
    Object run(Script script, SwarmKeys keys, List<byte[]> arguments) throws TrackerRejection {
        if (!outages.allows(keys.part(), System.nanoTime())) {
            throw unreachable();
        }
        try {
            Object answer = evaluate(script, keys, arguments);
            outages.ended(keys.part());
            return answer;
        } catch (JedisException e) {
            throw rejection(keys, e);
        }
    }

    private Object evaluate(Script script, SwarmKeys keys, List<byte[]> arguments) {
        try {
            return client.evalsha(script.sha1(), keys.all(), arguments);
        } catch (JedisNoScriptException e) {
            // This node never met the script: it is new, was restarted, or was a replica.
            return client.eval(script.text(), keys.all(), arguments);
        }
    }

    /** Runs a script that changes nothing on many swarms: a round trip to each node. */
    List<Object> runAll(Script script, List<SwarmKeys> swarms, List<byte[]> arguments)
            throws TrackerRejection {
        List<Object> answers = new ArrayList<>(swarms.size());
        for (int from = 0; from < swarms.size(); from += AT_ONCE) {
            List<SwarmKeys> some = swarms.subList(from, Math.min(from + AT_ONCE, swarms.size()));
            Map<SwarmKeys, Response<Object>> together =
                    some.size() == 1 ? Map.of() : pipelined(script, some, arguments);
            for (SwarmKeys keys : some) {
                Optional<Object> answer = answer(together.get(keys));
                answers.add(answer.isPresent() ? answer.get() : run(script, keys, arguments));
            }
        }
        return answers;
    }

    /** What is missing, was redirected or failed is to be asked for by itself. */
    private Map<SwarmKeys, Response<Object>> pipelined(
            Script script, List<SwarmKeys> swarms, List<byte[]> arguments) {
        Map<SwarmKeys, Response<Object>> responses = new IdentityHashMap<>();
        try (AbstractPipeline pipeline = pipeline()) {
            for (SwarmKeys keys : swarms) {
                if (outages.isWell(keys.part())) {
                    responses.put(keys, pipeline.evalsha(script.sha1(), keys.all(), arguments));
                }
            }
        } catch (JedisException e) {
            LOG.debug("a pipeline ended early", e);
        }
        return responses;
    }

    private AbstractPipeline pipeline() {
        return client instanceof RedisClusterClient cluster
                ? cluster.pipelined(threads)
                : client.pipelined();
    }

    private static Optional<Object> answer(@Nullable Response<Object> response) {
        try {
            return response == null ? Optional.empty() : Optional.of(response.get());
        } catch (JedisException | IllegalStateException e) {
            // No answer, or a redirection.
            return Optional.empty();
        }
    }

    private TrackerRejection rejection(SwarmKeys keys, JedisException e) {
        String message = Failure.line(e);
        if (Failure.isOutOfMemory(e)) {
            outages.ended(keys.part());
            complain("has no memory left: " + message);
            return new TrackerRejection(Reason.FULL, "this index is full", Optional.of(RETRY_IN));
        }
        if (Failure.isOutage(e)) {
            outages.failed(keys.part(), System.nanoTime());
        }
        complain("fails: " + message);
        return unreachable();
    }

    /** One line now and then: when a node is gone, every announce would say so. */
    private void complain(String what) {
        long now = System.nanoTime();
        long last = lastComplaint.get();
        if (now - last >= NANOS_BETWEEN_COMPLAINTS && lastComplaint.compareAndSet(last, now)) {
            LOG.warn("the swarms' store {} {}", address, what);
        }
    }

    static TrackerRejection unreachable() {
        return new TrackerRejection(
                Reason.BROKEN, "the swarms cannot be reached just now", Optional.of(RETRY_IN));
    }

    /** The value of a key, which is this one if nobody gave it one before. */
    byte[] agreed(byte[] key, byte[] proposal) {
        byte[] agreed = client.get(key); // first, for a server without memory left takes none
        if (agreed == null) {
            client.set(key, proposal, SetParams.setParams().nx());
            agreed = client.get(key);
        }
        return agreed == null ? proposal : agreed;
    }

    /** Asks every node that holds swarms, one after the other. */
    <T> List<T> askPrimaries(Function<Connection, T> question) throws TrackerRejection {
        List<T> answers = new ArrayList<>();
        try {
            for (Pool<Connection> pool : primaries.get()) {
                try (Connection connection = pool.getResource()) {
                    answers.add(question.apply(connection));
                }
            }
            return answers;
        } catch (JedisException e) {
            complain("fails: " + Failure.line(e));
            throw unreachable();
        }
    }

    @Override
    public void close() {
        client.close();
        threads.close();
    }
}
