package dunlin.node.api;

import dunlin.protocol.metainfo.Metainfo;
import java.util.List;

/**
 * Who has a share, as the peers themselves say.
 *
 * @param share what it is
 * @param peers those that answered; none if nobody did
 */
public record Whereabouts(Metainfo share, List<Located> peers) {}
