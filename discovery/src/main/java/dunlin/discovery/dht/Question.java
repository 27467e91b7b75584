package dunlin.discovery.dht;

import dunlin.discovery.dht.core.Found;
import dunlin.discovery.dht.core.Running;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import java.util.List;
import java.util.Optional;

/** A lookup that somebody asked for, which may have to wait. Guarded by the DHT's loop. */
final class Question implements Found {
    private final InfoHash hash;
    private final Found found;
    private Optional<Running> running = Optional.empty();
    private boolean isOver;

    Question(InfoHash hash, Found found) {
        this.hash = hash;
        this.found = found;
    }

    void begin(Lookups lookups, long now) {
        if (!isOver) {
            running = Optional.of(lookups.find(hash, this, now));
        }
    }

    void cancel() {
        isOver = true;
        running.ifPresent(Running::cancel);
    }

    @Override
    public void peers(List<PeerAddress> peers) {
        if (!isOver) {
            found.peers(peers);
        }
    }

    @Override
    public void done(Outcome outcome) {
        if (!isOver) {
            isOver = true;
            found.done(outcome);
        }
    }
}
