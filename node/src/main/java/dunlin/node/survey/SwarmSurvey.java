package dunlin.node.survey;

import dunlin.node.api.Located;
import dunlin.peer.ConnectionBudget;
import dunlin.peer.Dialer;
import dunlin.peer.dial.RacingDialer;
import dunlin.protocol.Geometry;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.wire.Handshake;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks many peers at once which pieces of a share they have, and joins none of them. */
public final class SwarmSurvey {
    private SwarmSurvey() {}

    /**
     * Asks each peer over TCP, from any address of this machine; see the other method.
     *
     * @param self the peer id to be met by
     */
    public static List<Located> ask(
            InfoHash share,
            Geometry geometry,
            List<InetSocketAddress> peers,
            PeerId self,
            Duration deadline)
            throws InterruptedException {
        return ask(
                share,
                geometry,
                peers,
                self,
                RacingDialer.overTcp(Optional.empty(), ConnectionBudget.small()),
                deadline);
    }

    /**
     * Asks each peer, on a virtual thread of its own. Blocks for {@code deadline} at most.
     *
     * @param self the peer id to be met by
     * @param dialer how peers are dialled
     * @return those that answered, in the order of {@code peers}
     * @throws InterruptedException if the calling thread is interrupted meanwhile
     */
    public static List<Located> ask(
            InfoHash share,
            Geometry geometry,
            List<InetSocketAddress> peers,
            PeerId self,
            Dialer dialer,
            Duration deadline)
            throws InterruptedException {
        Handshake ours = Handshake.ours(share, self);
        List<Future<Optional<Located>>> asked = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (InetSocketAddress peer : peers) {
                asked.add(
                        threads.submit(() -> Locator.ask(peer, dialer, ours, geometry, deadline)));
            }
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        List<Located> located = new ArrayList<>();
        for (Future<Optional<Located>> answer : asked) {
            if (answer.state() == Future.State.SUCCESS) {
                answer.resultNow().ifPresent(located::add);
            }
        }
        return located;
    }
}
