package dunlin.cli.command;

import dunlin.node.api.NodeEvent;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.Peer;
import dunlin.node.api.ShareStatus;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Lets a command wait for the shares that it ordered, and look at them meanwhile. */
public final class Events implements Consumer<NodeEvent> {
    /** How often a person wants to see how far things are. */
    static final long FRAME_MILLIS = 200;

    private final BlockingQueue<NodeEvent.StateChanged> changes = new LinkedBlockingQueue<>();

    @Override
    public void accept(NodeEvent event) {
        if (event instanceof NodeEvent.StateChanged changed) {
            changes.add(changed); // a handful for each share in all its life
        }
    }

    /** Waits until the state of some share changes, or it is time to look. */
    void await() throws InterruptedException {
        NodeEvent.StateChanged first = changes.poll(FRAME_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
            changes.clear(); // whoever looks now sees them all
        }
    }

    /** Waits until a share serves, or has ended in another way. */
    public ShareStatus awaitServing(Peer peer, int share, Consumer<ShareStatus> look)
            throws NodeRefusal, InterruptedException {
        while (true) {
            ShareStatus status = peer.share(share).orElseThrow();
            if (!status.state().isUnderWay()) {
                return status;
            }
            look.accept(status);
            await();
        }
    }
}
