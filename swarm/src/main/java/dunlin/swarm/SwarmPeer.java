package dunlin.swarm;

import dunlin.peer.PeerConnection;
import dunlin.protocol.wire.ClientName;
import dunlin.protocol.wire.Extension;
import dunlin.protocol.wire.ExtensionHandshake;
import dunlin.protocol.wire.Message;
import dunlin.protocol.wire.MetadataMessage;
import dunlin.swarm.pick.RateMeter;
import dunlin.swarm.pick.RequestPipeline;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a swarm knows of one connected peer. Guarded by the swarm's lock. */
final class SwarmPeer {
    /** Bytes that nobody asked for, after which a peer is shut out. */
    private static final long MAX_UNWANTED = 32L << 20;

    /** A peer that owes blocks and sent none for so long does not want to give us any. */
    private static final long SNUB_NANOS = Duration.ofSeconds(60).toNanos();

    final PeerConnection connection;
    final RequestPipeline pipeline = new RequestPipeline();
    final RateMeter down;
    final RateMeter up;

    /** Pieces that it lets us ask for although it chokes us (BEP 6). */
    final Set<Integer> allowedFast = new HashSet<>();

    /** It refuses our requests. */
    boolean chokesUs = true;

    /** We refuse its requests. */
    boolean choked = true;

    /** It said that we have something it lacks. */
    boolean interestedInUs;

    /** We said that it has something we lack. */
    boolean interesting;

    /** How it introduced itself (BEP 10); empty until it does, or if it never will. */
    Optional<ExtensionHandshake> extension = Optional.empty();

    /** When a block last came or the first was asked for, {@link System#nanoTime}. */
    long lastBlockAt;

    /** Where it was dialled over another connection, if it was. */
    private @Nullable InetSocketAddress dialledAt;

    /** Where it said that it listens when it first introduced itself, if it did. */
    @Nullable InetSocketAddress firstAddress;

    /** When the head of the last block that was wanted came. */
    long blockBeganAt;

    /** Requests that it rejected since a block came. */
    int rejectedInARow;

    /** Requests of its that we rejected since one was taken. */
    int refusedInARow;

    private final long joinedAt;
    private long chokeChangedAt;
    private long unwanted;

    SwarmPeer(PeerConnection connection, long now) {
        this.connection = connection;
        this.joinedAt = now;
        this.chokeChangedAt = now;
        this.lastBlockAt = now;
        this.down = new RateMeter(now);
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
    InetSocketAddress address() {
        if (connection.incoming() && dialledAt != null) {
            return dialledAt;
        }
        OptionalInt port = extension.map(ExtensionHandshake::port).orElse(OptionalInt.empty());
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

    /** The program that it is, for people. */
    String client() {
        return ClientName.of(connection.peerId(), extension);
    }

    /** It introduced itself, or corrects what it said before. */
    void introduced(ExtensionHandshake theirs) {
        ExtensionHandshake now = extension.map(old -> old.updatedBy(theirs)).orElse(theirs);
        extension = Optional.of(now);
        pipeline.reqq(now.requestLimit());
    }

    /** Sends a metadata message, if it takes any. */
    void sendMetadata(MetadataMessage message) {
        extension
                .map(theirs -> theirs.number(Extension.UT_METADATA))
                .orElse(OptionalInt.empty())
                .ifPresent(
                        number -> connection.send(new Message.Extended(number, message.toBytes())));
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

    void beInterested(boolean on) {
        if (interesting != on) {
            interesting = on;
            connection.send(on ? new Message.Interested() : new Message.NotInterested());
        }
    }

    /** Notes bytes that nobody asked for. @return whether it has sent too many */
    boolean floods(int bytes) {
        unwanted += bytes;
        return unwanted > MAX_UNWANTED && unwanted > connection.downloaded() / 2;
    }

    /** Brings the upload rate up to date. @return the bytes sent since the last time */
    long meterUpload(long now) {
        long fresh = connection.uploaded() - up.total();
        up.add(fresh, now);
        return fresh;
    }
}
