package dunlin.discovery.dht.core;

/**
 * Numbers of a node, since it began unless said otherwise.
 *
 * @param nodes in the table now, each of which has answered
 * @param probation known now, and not proved yet
 * @param estimate about how many nodes the whole DHT has
 * @param lookups running or waiting now
 * @param asked questions sent
 * @param answered answers that came to them
 * @param served questions of others answered
 * @param refused questions of others answered with an error
 * @param dropped packets that were passed over: malformed, too many, or answers to no question
 * @param peers stored for others now
 * @param items stored for others now
 */
public record Statistics(
        int nodes,
        int probation,
        long estimate,
        int lookups,
        long asked,
        long answered,
        long served,
        long refused,
        long dropped,
        int peers,
        int items) {}
