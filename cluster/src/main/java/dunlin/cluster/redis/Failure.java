package dunlin.cluster.redis;

import java.util.NoSuchElementException;
import redis.clients.jedis.exceptions.JedisClusterException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** What the client library's exceptions mean. */
final class Failure {
    private Failure() {}

    /** The server holds as much as its {@code maxmemory} lets it. */
    static boolean isOutOfMemory(JedisException e) {
        return e instanceof JedisDataException && said(e).startsWith("OOM");
    }

    /** Whether there was nobody to answer, rather than an answer that nobody wanted. */
    static boolean isOutage(JedisException e) {
        if (e instanceof JedisDataException) {
            String message = said(e);
            return e instanceof JedisClusterException
                    || message.startsWith("LOADING")
                    || message.startsWith("MASTERDOWN")
                    || message.startsWith("READONLY");
        }
        // When all connections are in use, that says nothing of the server.
        return !(e.getCause() instanceof NoSuchElementException);
    }

    /** The first line of what is at the bottom of it. */
    public static String line(Throwable e) {
        if (e.getCause() != null) {
            return line(e.getCause());
        }
        if (e.getSuppressed().length > 0) {
            return line(e.getSuppressed()[0]);
        }
        return said(e).lines().findFirst().orElse("no answer");
    }

    private static String said(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
