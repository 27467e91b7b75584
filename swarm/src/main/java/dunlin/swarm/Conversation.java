package dunlin.swarm;

import dunlin.peer.Introduction;
import dunlin.peer.PeerConnection;
import dunlin.peer.Talk;
import dunlin.protocol.Bitfield;
import dunlin.protocol.Geometry;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.wire.Extension;
import dunlin.protocol.wire.ExtensionHandshake;
import dunlin.protocol.wire.ExtensionMessage;
import dunlin.protocol.wire.HolepunchMessage;
import dunlin.protocol.wire.Message;
import dunlin.protocol.wire.MetadataMessage;
import dunlin.protocol.wire.PexMessage;
import dunlin.swarm.dial.Connector;
import dunlin.swarm.dial.DhtPort;
import dunlin.swarm.metadata.MetadataServing;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a swarm and its peers say to each other, blocks aside: greets, hears, and tells {@link
 * Download} and {@link Upload}. Guarded by the swarm's lock.
 */
final class Conversation {
    private final Geometry geometry;
    private final Download download;
    private final Upload upload;
    private final Gossip gossip;
    private final HolePunching holePunching;
    private final Connector connector;
    private final int listenPort;
    private final DhtPort dht;
    private final boolean isPrivate;
    private final MetadataServing metadata;

    /**
     * @param dht none for a private share
     */
    Conversation(
            Info info,
            Download download,
            Upload upload,
            Gossip gossip,
            HolePunching holePunching,
            Connector connector,
            int listenPort,
            DhtPort dht) {
        this.geometry = info.geometry();
        this.download = download;
        this.upload = upload;
        this.gossip = gossip;
        this.holePunching = holePunching;
        this.connector = connector;
        this.listenPort = listenPort;
        this.dht = dht;
        this.isPrivate = info.isPrivate();
        this.metadata = new MetadataServing(info.bytes());
    }

    /** Says what we have and who we are. */
    void greet(PeerConnection connection) {
        Bitfield have = download.have();
        if (connection.fast() && have.isAll()) {
            connection.send(new Message.HaveAll());
        } else if (connection.fast() && have.count() == 0) {
            connection.send(new Message.HaveNone());
        } else if (have.count() > 0) {
            connection.send(new Message.BitfieldMessage(have.toBytes()));
        }
        if (connection.extended()) {
            boolean gives = !isPrivate && metadata.size() > 0;
            connection.send(
                    Introduction.message(
                            connection,
                            spoken(),
                            OptionalInt.of(listenPort),
                            gives ? OptionalInt.of(metadata.size()) : OptionalInt.empty()));
        }
        if (connection.theirs().dht()) {
            dht.port().ifPresent(port -> connection.send(new Message.Port(port)));
        }
    }

    private Set<Extension> spoken() {
        Set<Extension> spoken = EnumSet.of(Extension.UT_METADATA);
        spoken.addAll(gossip.spoken());
        spoken.addAll(holePunching.spoken());
        return spoken;
    }

    /** A message came. */
    void hear(SwarmPeer peer, Message message, long now) throws ProtocolException {
        peer.says(weight(peer, message), now);
        switch (message) {
            case Message.Choke() -> download.choked(peer);
            case Message.Unchoke() -> download.unchoked(peer, now);
            case Message.Interested() -> upload.interested(peer, now);
            case Message.NotInterested() -> peer.interestedInUs = false;
            case Message.Have(int piece) -> download.has(peer, geometry.piece(piece), now);
            case Message.BitfieldMessage(byte[] bits) ->
                    download.has(peer, Bitfield.parse(bits, geometry.pieces()), now);
            case Message.HaveAll() -> download.has(peer, Bitfield.all(geometry.pieces()), now);
            case Message.HaveNone() -> download.has(peer, Bitfield.none(geometry.pieces()), now);
            case Message.Request request -> upload.requested(peer, request, now);
            case Message.Cancel cancel -> upload.cancelled(peer, cancel);
            case Message.Reject reject -> download.rejected(peer, reject);
            case Message.AllowedFast(int piece) ->
                    download.allowed(peer, geometry.piece(piece), now);
            // A hint that rarest-first order does not need; but it has to be of a piece.
            case Message.Suggest(int piece) -> geometry.piece(piece);
            case Message.Extended extended ->
                    hearExtended(peer, ExtensionMessage.parse(extended), now);
            case Message.Port(int port) -> hearPort(peer, port);
            case Message.KeepAlive _ -> {}
            case Message.Unknown _ -> {}
            case Message.Piece _ -> {} // a block's head comes another way
        }
    }

    /** Only once: its node is asked whether it is there. */
    private void hearPort(SwarmPeer peer, int port) {
        if (!peer.hasToldPort && port > 0) {
            peer.hasToldPort = true;
            dht.heard(new InetSocketAddress(peer.connection.remote().getAddress(), port));
        }
    }

    /** What it costs to hear a message, to the simplest one. News of a piece is never too much. */
    private int weight(SwarmPeer peer, Message message) {
        return switch (message) {
            case Message.Have(int piece) -> download.isNews(peer, piece) ? 0 : 1;
            case Message.BitfieldMessage(byte[] bits) -> 1 + bits.length / 64;
            case Message.HaveAll _ -> 1 + geometry.pieces() / 512;
            case Message.HaveNone _ -> 1 + geometry.pieces() / 512;
            case Message.Extended(int id, byte[] _) ->
                    id == ExtensionHandshake.NUMBER ? Talk.HANDSHAKE : Talk.EXTENDED;
            default -> 1;
        };
    }

    private void hearExtended(SwarmPeer peer, ExtensionMessage message, long now) {
        switch (message) {
            case ExtensionHandshake theirs -> {
                peer.introduced(theirs);
                // Only once: with a new port each time, a peer could fill the address book.
                if (peer.firstAddress == null) {
                    peer.firstAddress = peer.address();
                    connector.connected(peer.firstAddress, now);
                }
            }
            case MetadataMessage.Request request -> {
                if (!isPrivate) {
                    peer.answer(() -> metadata.answer(request));
                }
            }
            case PexMessage news -> gossip.heard(peer, news, now);
            case MetadataMessage _ -> {} // nothing was asked for
            case HolepunchMessage word -> holePunching.heard(peer, word, now);
            case ExtensionMessage.Unspoken _ -> {}
        }
    }
}
