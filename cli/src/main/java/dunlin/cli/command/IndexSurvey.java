package dunlin.cli.command;

import dunlin.node.api.Located;
import dunlin.node.survey.SwarmSurvey;
import dunlin.protocol.Geometry;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.PeerId;
import dunlin.tracker.page.PieceSurvey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** Lets an index ask the peers of a share which pieces they have, as {@code locate} does. */
final class IndexSurvey implements PieceSurvey {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final PeerId self = PeerId.random(RandomGenerator.of("SecureRandom"));

    @Override
    public int[] count(InfoHash share, Geometry pieces, List<PeerAddress> peers)
            throws InterruptedException {
        List<InetSocketAddress> addresses = peers.stream().map(PeerAddress::socketAddress).toList();
        int[] counts = new int[pieces.pieces()];
        for (Located peer : SwarmSurvey.ask(share, pieces, addresses, self, PATIENCE)) {
            for (int piece = 0; piece < counts.length; piece++) {
                if (peer.have().get(piece)) {
                    counts[piece]++;
                }
            }
        }
        return counts;
    }
}
