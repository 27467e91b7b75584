package dunlin.tracker.announce;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.identity.PeerKey;
import dunlin.tracker.access.Gate;
import dunlin.tracker.store.TrackerRejection;

/** A gate that lets everybody do everything, but for the rules that a test makes its own. */
abstract class OpenGate implements Gate {
    @Override
    public void request(PeerAddress from) throws TrackerRejection {}

    @Override
    public void announce(InfoHash infoHash, PeerAddress from, Pass pass) throws TrackerRejection {}

    @Override
    public void join(InfoHash infoHash, PeerAddress from) throws TrackerRejection {}

    @Override
    public void verify(PeerAddress from) throws TrackerRejection {}

    @Override
    public void name(PeerAddress from) throws TrackerRejection {}

    @Override
    public void prove(PeerAddress from) {}

    @Override
    public void disproved(PeerAddress from) {}

    @Override
    public void register(PeerKey by, PeerAddress from) {}

    @Override
    public void read(Pass pass) {}

    @Override
    public boolean isToken(String text) {
        return false;
    }
}
