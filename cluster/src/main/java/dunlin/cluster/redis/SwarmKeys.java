package dunlin.cluster.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dunlin.protocol.InfoHash;
import java.util.List;
import java.util.stream.Stream;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * The keys of one swarm. What stands in braces decides on the slot, so they all lie at one node and
 * a script may touch them together. {@code swarm.lua} says what is in them.
 *
 * @param all in the order in which the scripts know them
 * @param slot 0 to 16383
 */
record SwarmKeys(List<byte[]> all, int slot) {
    /** Ends the key of the hash, of which each swarm that somebody is in has one. */
    static final String INFO = "}";

    static final String PREFIX = "dunlin:{";

    /** How many parts of neighbouring slots an outage is judged by. */
    static final int PARTS = 256;

    private static final int SLOTS = 16_384;
    private static final List<String> ENDINGS =
            List.of(INFO, "}s4", "}p4", "}l4", "}s6", "}p6", "}l6", "}g");

    static SwarmKeys of(InfoHash infoHash) {
        String hex = infoHash.toString();
        Stream<String> names = ENDINGS.stream().map(ending -> PREFIX + hex + ending);
        return new SwarmKeys(
                names.map(name -> name.getBytes(US_ASCII)).toList(),
                JedisClusterCRC16.getSlot(hex));
    }

    /** 0 to {@value #PARTS} - 1; slots of one part mostly lie at one node. */
    int part() {
        return slot / (SLOTS / PARTS);
    }
}
