package dunlin.swarm;

import dunlin.net.HostPrefix;
import dunlin.peer.Crowd;
import dunlin.peer.PeerConnection;
import dunlin.peer.Talk;
import dunlin.peer.Transport;
import dunlin.protocol.Block;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.wire.ClientName;
import dunlin.protocol.wire.Extension;
import dunlin.protocol.wire.ExtensionHandshake;
import dunlin.protocol.wire.HolepunchMessage;
import dunlin.protocol.wire.Message;
import dunlin.protocol.wire.MetadataMessage;
import dunlin.protocol.wire.PexMessage;
import dunlin.swarm.exchange.Hearsay;
import dunlin.swarm.exchange.Invitations;
import dunlin.swarm.exchange.PeerExchange;
import dunlin.swarm.exchange.Relay;
import dunlin.swarm.pick.RateMeter;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a swarm knows of one connected peer. Guarded by the swarm's lock. */
final class SwarmPeer extends BlockGiver {
    /** A peer that owes blocks and sent none for so long does not want to give us any. */
    private static final long SNUB_NANOS = Duration.ofSeconds(60).toNanos();

    /** So many pieces are taken back one by one (BEP 54). */
    private static final int MOST_GONE = 200;

    /** For so long after a block a peer counts as useful: a few turns of the optimistic slot. */
    private static final long USEFUL_NANOS = Duration.ofMinutes(2).toNanos();

    final PeerConnection connection;
    final RateMeter up;

    /** We refuse its requests. */
    boolean choked = true;

    /** It said that we have something it lacks. */
    boolean interestedInUs;

    /** How it introduced itself (BEP 10), if it did. */
    private ExtensionHandshake extension = ExtensionHandshake.NONE;

    /** Where it was dialled over another connection, if it was. */
    private @Nullable InetSocketAddress dialledAt;

    /** Where it said that it listens when it first introduced itself, if it did. */
    @Nullable InetSocketAddress firstAddress;

    /** Whether it said where its node of the DHT is. */
    boolean hasToldPort;

    /** What it is told of other peers, if it takes that. */
    @Nullable PeerExchange exchange;

    /** What it told of other peers, if it did. */
    @Nullable Hearsay hearsay;

    /** What is followed when it says who dials us, if it did. */
    @Nullable Invitations invitations;

    /** Requests of its that we rejected since one was taken. */
    int refusedInARow;

    private final long joinedAt;
    private final Talk talk;
    private final Relay.Turns turns;
    private long chokeChangedAt;

    /** When it last asked for a block that it gets. */
    private long askedAt;

    /** Bytes of blocks that passed either way. */
    private long moved;

    /** When that last grew, or it joined. */
    private long movedAt;

    SwarmPeer(PeerConnection connection, long now) {
        super(now);
        this.connection = connection;
        this.joinedAt = now;
        this.chokeChangedAt = now;
        this.askedAt = now;
        this.movedAt = now;
        this.talk = new Talk(now);
        this.turns = new Relay.Turns(now);
        this.up = new RateMeter(now);
    }

    /** Notes that another connection leads to this same peer, which has the same host. */
    void isAlso(SwarmPeer twin) {
        if (!twin.connection.incoming()) {
            dialledAt = twin.connection.remote();
        }
    }

    /** The address at which it can be dialled, as far as is known. */
    @Override
    InetSocketAddress address() {
        if (connection.incoming() && dialledAt != null) {
            return dialledAt;
        }
        OptionalInt port = extension.port();
        return connection.incoming() && port.isPresent()
                ? new InetSocketAddress(connection.remote().getAddress(), port.getAsInt())
                : connection.remote();
    }

    /** Whether {@link #address} is where it can be dialled, as far as it says. */
    boolean listens() {
        return wasDialled() || extension.port().isPresent();
    }

    /** Whether it is known to be reachable at {@link #address}. */
    boolean wasDialled() {
        return !connection.incoming() || dialledAt != null;
    }

    /**
     * All that the address book may hold as connected for its sake: {@link #address} can have been
     * another before.
     */
    Set<InetSocketAddress> addresses() {
        Set<InetSocketAddress> all = new HashSet<>(List.of(connection.remote(), address()));
        if (firstAddress != null) {
            all.add(firstAddress);
        }
        return all;
    }

    /**
     * Where others reach it over uTP: whence its packets come, if it speaks uTP with us, which it
     * does from one port with everybody; else where it says that it listens.
     */
    private InetSocketAddress reachedAt() {
        return connection.kind() == Transport.Kind.UTP ? connection.remote() : address();
    }

    /** How it stands when peers are to meet. */
    Relay.Party party() {
        return new Relay.Party(PeerAddress.of(reachedAt()), takes(Extension.UT_HOLEPUNCH), turns);
    }

    /** Whether it is known at this address. */
    boolean isAt(InetSocketAddress where) {
        return where.equals(connection.remote()) || where.equals(address());
    }

    /** Whether it can be asked to bring us together with the peer there. */
    boolean introduces(InetSocketAddress other) {
        return hearsay != null
                && hearsay.introduces(other)
                && takes(Extension.UT_HOLEPUNCH)
                && !connection.isClosed();
    }

    /** The address that others are told: that which it has for them, if they can only meet it. */
    InetSocketAddress shownAt() {
        return meets() && !wasDialled() ? reachedAt() : address();
    }

    private boolean meets() {
        return connection.kind() == Transport.Kind.UTP && takes(Extension.UT_HOLEPUNCH);
    }

    /** What others are told of it, if they can dial it or meet it. @param flags of its pieces */
    Optional<PexMessage.Peer> shown(int flags) {
        if (!listens() && !meets()) {
            return Optional.empty();
        }
        int all = flags;
        all |= connection.kind() == Transport.Kind.UTP ? PexMessage.UTP : 0;
        all |= takes(Extension.UT_HOLEPUNCH) ? PexMessage.HOLEPUNCH | PexMessage.UTP : 0;
        all |= wasDialled() ? PexMessage.REACHABLE : 0;
        return Optional.of(new PexMessage.Peer(PeerAddress.of(shownAt()), all));
    }

    /** Where it was met: the port at which it says it listens may be another peer's. */
    Set<InetSocketAddress> met() {
        return dialledAt == null
                ? Set.of(connection.remote())
                : new HashSet<>(List.of(connection.remote(), dialledAt));
    }

    @Override
    String client() {
        return ClientName.of(connection.peerId(), extension);
    }

    @Override
    Transport.Kind transport() {
        return connection.kind();
    }

    /** It introduced itself, or corrects what it said before. */
    void introduced(ExtensionHandshake theirs) {
        extension = extension.updatedBy(theirs);
        pipeline.reqq(extension.requestLimit());
    }

    /** Whether it takes messages of this extension. */
    boolean takes(Extension kind) {
        return extension.number(kind).isPresent();
    }

    /** Tells it of other peers, if it takes that. */
    void tell(PexMessage message) {
        extension.wrap(message).ifPresent(connection::send);
    }

    /** Says something of a rendezvous, if it takes that. */
    void tell(HolepunchMessage word) {
        extension.wrap(word).ifPresent(connection::send);
    }

    /** Sends a metadata message when all before it has left, if the peer takes any. */
    void answer(Supplier<MetadataMessage> message) {
        ExtensionHandshake known = extension;
        if (known.number(Extension.UT_METADATA).isPresent()) {
            connection.answer(() -> known.wrap(message.get()).orElseThrow());
        }
    }

    /** It said something that weighs so much. @throws ProtocolException if it says too much */
    void says(int weight, long now) throws ProtocolException {
        talk.hear(weight, now, connection.uploaded() + connection.downloaded());
    }

    /** It asked for a block that it gets. */
    void asked(long now) {
        refusedInARow = 0;
        askedAt = now;
    }

    void choke(boolean on, long now) {
        if (choked != on) {
            choked = on;
            chokeChangedAt = now;
            connection.send(on ? new Message.Choke() : new Message.Unchoke());
        }
    }

    private HostPrefix host() {
        return HostPrefix.of(connection.remote().getAddress());
    }

    /** How it stands before the choker. @param owes whether it was asked for blocks */
    Choker.Candidate<SwarmPeer> candidate(boolean owes, long now) {
        return new Choker.Candidate<>(
                this,
                host(),
                interestedInUs,
                !choked,
                owes && now - lastBlockAt > SNUB_NANOS,
                down.rate(now),
                up.rate(now),
                joinedAt,
                chokeChangedAt,
                askedAt);
    }

    /** How it stands when places are short. */
    Crowd.Guest<SwarmPeer> guest(long now) {
        return new Crowd.Guest<>(
                this, host(), !connection.incoming(), isUseful(now), interestedInUs, movedAt);
    }

    /** Whether blocks passed of late, either way. */
    boolean isUseful(long now) {
        return moved > 0 && now - movedAt < USEFUL_NANOS;
    }

    /** How it stands, for people. @param pieces how many it has @param requests asked of it */
    SwarmStatus.Peer status(int pieces, int requests, long now) {
        return new SwarmStatus.Peer(
                address(),
                client(),
                transport(),
                pieces,
                down.rate(now),
                up.rate(now),
                requests,
                chokesUs,
                choked);
    }

    @Override
    void ask(List<Block> blocks) {
        List<Message> requests = new ArrayList<>(blocks.size());
        for (Block block : blocks) {
            requests.add(new Message.Request(block.piece(), block.begin(), block.length()));
        }
        connection.sendAll(requests);
    }

    @Override
    void cancel(Block block) {
        connection.send(new Message.Cancel(block.piece(), block.begin(), block.length()));
    }

    @Override
    void tellInterest(boolean on) {
        connection.send(on ? new Message.Interested() : new Message.NotInterested());
    }

    @Override
    void tellHaves(int[] pieces) {
        List<Message> haves = new ArrayList<>(pieces.length);
        for (int piece : pieces) {
            haves.add(new Message.Have(piece));
        }
        connection.sendAll(haves);
    }

    @Override
    void tellGone(int[] pieces) {
        OptionalInt number = extension.number(Extension.LT_DONTHAVE);
        if (number.isEmpty() || pieces.length > MOST_GONE) {
            drop("what we have has changed");
            return;
        }
        List<Message> gone = new ArrayList<>(pieces.length);
        for (int piece : pieces) {
            byte[] payload = ByteBuffer.allocate(Integer.BYTES).putInt(piece).array();
            gone.add(new Message.Extended(number.getAsInt(), payload));
        }
        connection.sendAll(gone);
    }

    @Override
    boolean answersAll() {
        return connection.fast();
    }

    @Override
    long received() {
        return connection.downloaded();
    }

    @Override
    long silentNanos(long now) {
        return connection.silentNanos(now);
    }

    @Override
    void drop(String reason) {
        connection.close(reason);
    }

    @Override
    Optional<InetSocketAddress> shutOut(Admission admission) {
        return admission.ban(this);
    }

    /** Looks at what passed since the last time. @return the bytes sent since */
    long meter(long now) {
        long fresh = connection.uploaded() - up.total();
        up.add(fresh, now);
        long all = connection.uploaded() + connection.downloaded();
        if (all != moved) {
            moved = all;
            movedAt = now;
        }
        return fresh;
    }
}
