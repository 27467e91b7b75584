package dunlin.swarm;

import dunlin.peer.PeerConnection;
import dunlin.protocol.Block;
import dunlin.protocol.wire.ClientName;
import dunlin.protocol.wire.Extension;
import dunlin.protocol.wire.ExtensionHandshake;
import dunlin.protocol.wire.Message;
import dunlin.protocol.wire.MetadataMessage;
import dunlin.swarm.pick.RateMeter;
import java.net.InetSocketAddress;
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

    /** Requests of its that we rejected since one was taken. */
    int refusedInARow;

    private final long joinedAt;
    private long chokeChangedAt;

    SwarmPeer(PeerConnection connection, long now) {
        super(now);
        this.connection = connection;
        this.joinedAt = now;
        this.chokeChangedAt = now;
        this.up = new RateMeter(now);
    }

    /**
     * Notes that another connection leads to this same peer. Only one of the same host is believed:
     * who came under the id of a peer elsewhere would have that one banned for its own lies.
     */
    void isAlso(SwarmPeer twin) {
        InetSocketAddress other = twin.connection.remote();
        if (!twin.connection.incoming()
                && other.getAddress().equals(connection.remote().getAddress())) {
            dialledAt = other;
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

    @Override
    String client() {
        return ClientName.of(connection.peerId(), extension);
    }

    /** It introduced itself, or corrects what it said before. */
    void introduced(ExtensionHandshake theirs) {
        extension = extension.updatedBy(theirs);
        pipeline.reqq(extension.requestLimit());
    }

    /** Sends a metadata message when all before it has left, if the peer takes any. */
    void answer(Supplier<MetadataMessage> message) {
        ExtensionHandshake known = extension;
        if (known.number(Extension.UT_METADATA).isPresent()) {
            connection.answer(() -> known.wrap(message.get()).orElseThrow());
        }
    }

    void choke(boolean on, long now) {
        if (choked != on) {
            choked = on;
            chokeChangedAt = now;
            connection.send(on ? new Message.Choke() : new Message.Unchoke());
        }
    }

    /** How it stands before the choker. @param owes whether it was asked for blocks */
    Choker.Candidate<SwarmPeer> candidate(boolean owes, long now) {
        return new Choker.Candidate<>(
                this,
                interestedInUs,
                !choked,
                owes && now - lastBlockAt > SNUB_NANOS,
                down.rate(now),
                up.rate(now),
                joinedAt,
                chokeChangedAt);
    }

    /** How it stands, for people. @param pieces how many it has @param requests asked of it */
    SwarmStatus.Peer status(int pieces, int requests, long now) {
        return new SwarmStatus.Peer(
                address(),
                client(),
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

    /** Brings the upload rate up to date. @return the bytes sent since the last time */
    long meterUpload(long now) {
        long fresh = connection.uploaded() - up.total();
        up.add(fresh, now);
        return fresh;
    }
}
