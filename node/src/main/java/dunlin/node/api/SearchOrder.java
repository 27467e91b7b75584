package dunlin.node.api;

import java.time.Duration;

/**
 * What is searched for, and how.
 *
 * @param query words and filters as {@code dunlin.protocol.search} reads them
 * @param offset how many of the best to leave out
 * @param limit how many are wanted, 1 to 200
 * @param patience how long the network may take; indexes have their own deadline
 * @param exhaustive whether every member is asked, should nothing be found otherwise
 */
public record SearchOrder(
        String query, int offset, int limit, Duration patience, boolean exhaustive) {}
