package dunlin.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.peer.Dialer;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.Extension;
import dunlin.protocol.wire.ExtensionHandshake;
import dunlin.protocol.wire.ExtensionMessage;
import dunlin.protocol.wire.HolepunchMessage;
import dunlin.protocol.wire.Message;
import dunlin.protocol.wire.PexMessage;
import dunlin.swarm.dial.AddressBook;
import dunlin.swarm.dial.Connector;
import dunlin.swarm.exchange.Hearsay;
import dunlin.testkit.VirtualTime;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HolePunchingTest {
    private static final long SECOND = 1_000_000_000;
    private static final InetSocketAddress WANTED = new InetSocketAddress("198.51.100.9", 9);

    private final Random random = new Random(1);
    private final List<InetSocketAddress> met = new ArrayList<>();
    private final List<SwarmPeer> peers = new ArrayList<>();
    private final VirtualTime time = new VirtualTime();
    private boolean hasRoom = true;
    private final Connector connector = connector(true);
    private final HolePunching holePunching = holePunching(true, connector);

    private Connector connector(boolean meets) {
        Dialer nobody =
                (remote, _, _) -> {
                    met.add(remote);
                    throw new ConnectException("nobody is there");
                };
        Connector made =
                new Connector(
                        new AddressBook(100, false),
                        nobody,
                        meets ? Optional.of(nobody) : Optional.empty(),
                        time);
        made.admitTo(new QuietHost());
        return made;
    }

    private HolePunching holePunching(boolean isWanted, Connector through) {
        return new HolePunching(isWanted, peers, through, _ -> hasRoom, 0);
    }

    /** A peer that came, listens at its port, and takes part. */
    private SwarmPeer peer(String address) {
        InetSocketAddress from = PeerAddress.parse(address).orElseThrow().socketAddress();
        SwarmPeer peer =
                new SwarmPeer(SilentConnection.with(from, PeerId.random(random), false), 0);
        peer.introduced(
                new ExtensionHandshake(
                        Map.of(Extension.UT_HOLEPUNCH, Extension.UT_HOLEPUNCH.number()),
                        Optional.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        Optional.empty()));
        peers.add(peer);
        return peer;
    }

    private SwarmPeer introducer(String address) {
        SwarmPeer peer = peer(address);
        peer.hearsay = new Hearsay(peer.connection.remote().getAddress());
        peer.hearsay.heard(
                new PexMessage(
                        List.of(new PexMessage.Peer(PeerAddress.of(WANTED), PexMessage.HOLEPUNCH)),
                        List.of()),
                0);
        return peer;
    }

    private static List<ExtensionMessage> heardBy(SwarmPeer peer) throws ProtocolException {
        List<ExtensionMessage> heard = new ArrayList<>();
        for (Message message : ((SilentConnection) peer.connection).sent) {
            heard.add(ExtensionMessage.parse((Message.Extended) message));
        }
        return heard;
    }

    private static HolepunchMessage rendezvous(InetSocketAddress peer) {
        return new HolepunchMessage.Rendezvous(PeerAddress.of(peer));
    }

    private static HolepunchMessage connect(InetSocketAddress peer) {
        return new HolepunchMessage.Connect(PeerAddress.of(peer));
    }

    private List<InetSocketAddress> met() {
        time.runUntil(() -> false, Duration.ofSeconds(1));
        return met;
    }

    @Test
    void whoeverNamedAPeerThatDoesNotAnswerIsAskedForIt() throws Exception {
        SwarmPeer other = peer("203.0.113.1:1");
        SwarmPeer introducer = introducer("203.0.113.2:1");
        holePunching.dialled(List.of(WANTED), 0);
        holePunching.tick(SECOND);
        assertThat(heardBy(introducer)).as("it may still answer").isEmpty();
        holePunching.tick(2 * SECOND);
        holePunching.tick(3 * SECOND);
        assertThat(heardBy(introducer)).containsExactly(rendezvous(WANTED));
        assertThat(heardBy(other)).isEmpty();
    }

    @Test
    void nobodyIsAskedForAPeerThatAnswered() throws Exception {
        SwarmPeer introducer = introducer("203.0.113.2:1");
        holePunching.dialled(List.of(WANTED), 0);
        peer("198.51.100.9:9");
        holePunching.tick(2 * SECOND);
        assertThat(heardBy(introducer)).isEmpty();
    }

    @Test
    void ifOneCannotDoItTheNextIsAsked() throws Exception {
        SwarmPeer one = introducer("203.0.113.1:1");
        SwarmPeer next = introducer("203.0.113.2:1");
        HolepunchMessage cannot =
                new HolepunchMessage.Failed(
                        PeerAddress.of(WANTED), HolepunchMessage.Why.NOT_CONNECTED);
        holePunching.heard(one, cannot, 0);
        assertThat(heardBy(next)).as("nobody asked").isEmpty();
        holePunching.unreachable(WANTED, 0);
        holePunching.heard(one, cannot, 0);
        assertThat(heardBy(one)).containsExactly(rendezvous(WANTED));
        assertThat(heardBy(next)).containsExactly(rendezvous(WANTED));
    }

    @Test
    void eachOfTwoIsToldOfTheOther() throws Exception {
        SwarmPeer one = peer("203.0.113.1:1");
        SwarmPeer other = peer("203.0.113.2:2");
        holePunching.heard(one, rendezvous(other.address()), 0);
        assertThat(heardBy(one)).containsExactly(connect(other.address()));
        assertThat(heardBy(other)).containsExactly(connect(one.address()));
    }

    @Test
    void whoeverAsksForAStrangerHearsSo() throws Exception {
        SwarmPeer one = peer("203.0.113.1:1");
        holePunching.heard(one, rendezvous(WANTED), 0);
        assertThat(heardBy(one))
                .containsExactly(
                        new HolepunchMessage.Failed(
                                PeerAddress.of(WANTED), HolepunchMessage.Why.NOT_CONNECTED));
    }

    @Test
    void whoeverIsSaidToDialUsIsDialled() throws Exception {
        SwarmPeer one = peer("203.0.113.1:1");
        holePunching.heard(one, connect(WANTED), 0);
        assertThat(met()).containsExactly(WANTED);
        assertThat(heardBy(one)).isEmpty();
    }

    @Test
    void whoeverIsConnectedIsNotDialled() {
        SwarmPeer one = peer("203.0.113.1:1");
        peer("198.51.100.9:9");
        holePunching.heard(one, connect(WANTED), 0);
        assertThat(met()).isEmpty();
    }

    @Test
    void nobodyIsDialledForWhomThereIsNoRoom() {
        hasRoom = false;
        holePunching.heard(peer("203.0.113.1:1"), connect(WANTED), 0);
        assertThat(met()).isEmpty();
    }

    @Test
    void nobodyIsDialledWhomAPrivateShareMayNotHearOf() {
        connector.keepPrivate();
        holePunching.heard(peer("203.0.113.1:1"), connect(WANTED), 0);
        assertThat(met()).isEmpty();
    }

    @Test
    void whereItIsNotWantedNothingIsSaidAndNobodyDialled() throws Exception {
        for (HolePunching off :
                List.of(holePunching(false, connector), holePunching(true, connector(false)))) {
            SwarmPeer introducer = introducer("203.0.113.1:1");
            SwarmPeer other = peer("203.0.113.2:2");
            off.heard(introducer, rendezvous(other.address()), 0);
            off.heard(introducer, connect(WANTED), 0);
            off.unreachable(WANTED, 0);
            assertThat(off.spoken()).isEmpty();
            assertThat(met()).isEmpty();
            assertThat(heardBy(introducer)).isEmpty();
            assertThat(heardBy(other)).isEmpty();
            peers.clear();
        }
        assertThat(holePunching.spoken()).containsExactly(Extension.UT_HOLEPUNCH);
    }
}
