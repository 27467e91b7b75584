package dunlin.node.api;

import dunlin.protocol.InfoHash;
import java.util.List;

/**
 * Who has a share, as the peers themselves say.
 *
 * @param name what it is called
 * @param pieces how many it has; 0 if nobody could tell
 * @param peers those that answered; none if nobody did
 * @param known how many peers of it were known, and asked
 */
public record Whereabouts(InfoHash id, String name, int pieces, List<Located> peers, int known) {}
