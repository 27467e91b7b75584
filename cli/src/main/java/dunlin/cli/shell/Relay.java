package dunlin.cli.shell;

import dunlin.node.api.NodeEvent;
import dunlin.node.api.Peer.Following;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Passes on what happens in a shell's peer: to the command that listens, or to the shell itself
 * while none does. Nothing is told twice. Thread-safe.
 */
final class Relay implements Consumer<NodeEvent> {
    private final List<Consumer<NodeEvent>> followers = new CopyOnWriteArrayList<>();
    private final Consumer<NodeEvent> shell;

    Relay(Consumer<NodeEvent> shell) {
        this.shell = shell;
    }

    Following follow(Consumer<NodeEvent> follower) {
        followers.add(follower);
        return () -> followers.remove(follower);
    }

    /** Whoever followed for the command follows no more. */
    void commandEnded() {
        followers.clear();
    }

    @Override
    public void accept(NodeEvent event) {
        if (followers.isEmpty() || event instanceof NodeEvent.PeerLeft) { // a visit of its shares
            shell.accept(event);
        }
        followers.forEach(follower -> follower.accept(event));
    }
}
