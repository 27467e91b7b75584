package dunlin.overlay;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.PeerId;
import dunlin.protocol.identity.PeerKeyPair;
import dunlin.protocol.overlay.Card;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.Digest;
import dunlin.protocol.overlay.MemberId;
import dunlin.protocol.overlay.NetworkId;
import dunlin.protocol.overlay.Octets;
import dunlin.protocol.overlay.OverlayMessage;
import dunlin.protocol.overlay.OverlayMessage.Hello;
import dunlin.protocol.overlay.OverlayMessage.Neighbour;
import dunlin.protocol.overlay.OverlayMessage.NeighbourAnswer;
import dunlin.protocol.overlay.OverlayMessage.Proof;
import dunlin.protocol.overlay.Signatures;
import dunlin.protocol.overlay.Signatures.Meeting;
import dunlin.protocol.overlay.Signatures.Side;
import dunlin.protocol.wire.Extension;
import dunlin.protocol.wire.ExtensionHandshake;
import dunlin.protocol.wire.Handshake;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/** Somebody on a socket who knows the protocol and says whatever the test wants. */
final class Stranger implements AutoCloseable {
    static final int PATIENCE_MILLIS = 60_000;
    private static final Random RANDOM = new Random(11);

    final PeerKeyPair keys;
    final MemberId member;
    final PeerAddress address;
    private final NetworkId network;
    private final Signatures signatures;
    private final PeerId peerId = PeerId.random(RANDOM);
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final PeerId otherId;
    private int number;
    private byte[] ourHello = {};
    byte[] theirHello = {};

    /** Dials, and says no more than the two handshakes. */
    Stranger(NetworkId network, InetSocketAddress remote, PeerKeyPair keys, PeerAddress address)
            throws Exception {
        this.network = network;
        this.signatures = new Signatures(network);
        this.keys = keys;
        this.member = MemberId.of(keys.publicKey(), RANDOM.nextInt());
        this.address = address;
        this.socket = new Socket(remote.getAddress(), remote.getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
        ByteBuffer head = ByteBuffer.allocate(Handshake.LENGTH);
        new Handshake(network.infoHash(), peerId, false, true, false).put(head);
        out.write(head.array());
        byte[] theirs = in.readNBytes(Handshake.LENGTH);
        this.otherId = Handshake.parse(ByteBuffer.wrap(theirs)).peerId();
        ExtensionHandshake ours =
                new ExtensionHandshake(
                        Map.of(Extension.DN_OVERLAY, Extension.DN_OVERLAY.number()),
                        Optional.of("Stranger 1"),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        Optional.empty());
        frame(0, ours.toBytes());
    }

    static PeerKeyPair someKeys() {
        return PeerKeyPair.random(RANDOM);
    }

    /** A stranger who has proved its key. */
    static Stranger proved(NetworkId network, InetSocketAddress remote, String name, int port)
            throws Exception {
        return proved(network, remote, name, port, Set.of());
    }

    static Stranger proved(
            NetworkId network,
            InetSocketAddress remote,
            String name,
            int port,
            Set<Hello.Flag> flags)
            throws Exception {
        PeerAddress at = PeerAddress.of(remote.getAddress(), port);
        Stranger stranger = new Stranger(network, remote, someKeys(), at);
        stranger.hello(stranger.member, name, flags);
        stranger.awaitHello();
        stranger.prove(stranger.keys);
        stranger.await(Proof.class);
        return stranger;
    }

    /** A stranger who is a neighbour. */
    static Stranger neighbour(NetworkId network, InetSocketAddress remote, String name, int port)
            throws Exception {
        Stranger stranger = proved(network, remote, name, port);
        stranger.say(new Neighbour(true));
        NeighbourAnswer answer = stranger.await(NeighbourAnswer.class);
        if (!answer.accepted()) {
            throw new AssertionError("there is no place");
        }
        return stranger;
    }

    void hello(MemberId as, String name, Set<Hello.Flag> flags) throws IOException {
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        Hello hello = new Hello(1, Octets.of(nonce), as, name, address.port(), flags);
        ourHello = hello.toBytes();
        say(ourHello);
    }

    /** Waits for the other side's hello. */
    void awaitHello() throws Exception {
        await(Hello.class);
    }

    Meeting meeting() {
        return new Meeting(peerId, otherId, ourHello, theirHello);
    }

    void prove(PeerKeyPair with) throws IOException {
        say(signatures.prove(with, Side.DIALLER, meeting()));
    }

    void say(OverlayMessage message) throws IOException {
        say(message.toBytes());
    }

    void say(byte[] payload) throws IOException {
        frame(Extension.DN_OVERLAY.number(), payload);
    }

    private synchronized void frame(int id, byte[] payload) throws IOException {
        out.writeInt(2 + payload.length);
        out.writeByte(20);
        out.writeByte(id);
        out.write(payload);
        out.flush();
    }

    /** The next overlay message; empty if the other side closed the connection. */
    Optional<OverlayMessage> next() throws Exception {
        try {
            while (true) {
                int length = in.readInt();
                byte[] frame = in.readNBytes(length);
                if (frame.length < length) {
                    return Optional.empty();
                }
                boolean isOurs = length > 2 && frame[0] == 20 && frame[1] != 0;
                if (isOurs) {
                    byte[] payload = Arrays.copyOfRange(frame, 2, length);
                    OverlayMessage message = OverlayMessage.parse(payload);
                    if (message instanceof Hello) {
                        theirHello = payload;
                    }
                    if (message instanceof OverlayMessage.Ping ping) {
                        say(new OverlayMessage.Pong(ping.token())); // it lives
                        continue;
                    }
                    return Optional.of(message);
                }
            }
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** Passes over what comes until there is one of this kind. */
    <T extends OverlayMessage> T await(Class<T> kind) throws Exception {
        while (true) {
            OverlayMessage message =
                    next().orElseThrow(() ->
                            new AssertionError("closed before " + kind.getSimpleName()));
            if (kind.isInstance(message)) {
                return kind.cast(message);
            }
        }
    }

    /** Whether the other side closes the connection. */
    boolean isClosed() throws Exception {
        try {
            while (next().isPresent()) {}
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        }
    }

    /** Everything of this kind that comes until the answer to a ping does. */
    <T extends OverlayMessage> List<T> allUntilPong(Class<T> kind) throws Exception {
        List<T> all = new ArrayList<>();
        long token = RANDOM.nextLong();
        say(new OverlayMessage.Ping(token));
        while (true) {
            OverlayMessage message = next().orElseThrow(() -> new AssertionError("closed"));
            if (message instanceof OverlayMessage.Pong pong && pong.token() == token) {
                return all;
            }
            if (kind.isInstance(message)) {
                all.add(kind.cast(message));
            }
        }
    }

    /** A card of this stranger's, signed. */
    Card card(String name, long sequence, Digest digest, PeerAddress at) {
        CardHead head =
                new CardHead(
                        member,
                        0,
                        sequence,
                        1_200,
                        at,
                        List.of(),
                        name,
                        1,
                        List.of(),
                        Signatures.ofDigest(digest),
                        CardHead.UNSIGNED);
        return new Card(signatures.sign(keys, head), digest);
    }

    NetworkId network() {
        return network;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
