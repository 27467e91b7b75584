package dunlin.overlay.core;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.identity.PeerKey;
import dunlin.protocol.overlay.Card;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.Contact;
import dunlin.protocol.overlay.Digest;
import dunlin.protocol.overlay.MemberId;
import dunlin.protocol.overlay.Octets;
import dunlin.protocol.overlay.OverlayMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** One node, told by hand of links, messages and time; and all that it wants done. */
final class Recorder implements Out {
    record Sent(long link, OverlayMessage message) {}

    final List<PeerAddress> dialled = new ArrayList<>();
    final List<Sent> sent = new ArrayList<>();
    final Map<Long, Closing> closed = new HashMap<>();
    final List<Sent> answers = new ArrayList<>();

    /** Whether pings of the node are not answered. */
    boolean deaf;

    final List<Notice> notices = new ArrayList<>();
    final TestShares shares = new TestShares();
    final TestProofs proofs = new TestProofs();
    final OverlayNode node;
    long now = MemoryOverlay.EPOCH;

    Recorder(boolean visitor) {
        this(visitor, address(0));
    }

    Recorder(boolean visitor, PeerAddress at) {
        Self self = new Self(member(0), "Self", at, visitor);
        node = new OverlayNode(Settings.DEFAULT, self, proofs, shares, new Random(1), this);
    }

    static MemberId member(int number) {
        return MemberId.of(
                PeerKey.of(ByteBuffer.allocate(PeerKey.LENGTH).putInt(number).array()), 1);
    }

    /** A public address, each in a range of its own. */
    static PeerAddress address(int number) {
        return PeerAddress.ipv4((20 + number % 100 << 24) + (number << 8) + 1, 6881);
    }

    static Contact contact(int number) {
        return new Contact(member(number).id(), address(number));
    }

    /** A member dials us, on the link of its number. */
    void incoming(int number) {
        incoming(number, false);
    }

    void incoming(int number, boolean visitor) {
        PeerAddress from = address(number).withPort(50_000);
        node.linked(
                new Link(number, member(number), "M", address(number), from, true, visitor), now);
    }

    /** It dials us and becomes a neighbour. */
    void neighbour(int number) {
        incoming(number);
        hear(number, new OverlayMessage.Neighbour(true));
    }

    void neighbours(int from, int to) {
        for (int number = from; number <= to; number++) {
            neighbour(number);
        }
    }

    /** Whom we dialled is there, on the link of its number. */
    void outgoing(int number) {
        node.linked(
                new Link(
                        number,
                        member(number),
                        "M",
                        address(number),
                        address(number),
                        false,
                        false),
                now);
    }

    void hear(int link, OverlayMessage message) {
        node.heard(link, message, now);
    }

    void pass(long millis) {
        long until = now + millis;
        while (node.next() <= until) {
            now = Math.max(now + 1, node.next());
            node.tick(now);
            answers.forEach(it -> node.heard(it.link, it.message, now));
            answers.clear();
        }
        now = until;
    }

    /** What was sent along a link of one kind. */
    <T extends OverlayMessage> List<T> sent(int link, Class<T> kind) {
        return sent.stream()
                .filter(it -> it.link == link)
                .map(Sent::message)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** On which links something of this kind was sent. */
    List<Long> linksWith(Class<? extends OverlayMessage> kind) {
        return sent.stream().filter(it -> kind.isInstance(it.message)).map(Sent::link).toList();
    }

    List<Drop> drops() {
        return notices.stream()
                .filter(Notice.Dropped.class::isInstance)
                .map(it -> ((Notice.Dropped) it).what())
                .toList();
    }

    /** The card of a member, with one word, signed now. */
    Card card(int number, String word) {
        return card(
                number, address(number), new TestShares.TestDigest(Set.of(TestShares.hash(word))));
    }

    Card card(int number, PeerAddress at, Digest digest) {
        CardHead head =
                new CardHead(
                        member(number),
                        0,
                        now,
                        1_200,
                        at,
                        List.of(),
                        "M",
                        1,
                        List.of(),
                        Octets.zeros(32),
                        CardHead.UNSIGNED);
        return new Card(proofs.sign(head), digest);
    }

    @Override
    public void dial(PeerAddress address) {
        dialled.add(address);
    }

    @Override
    public void send(long link, OverlayMessage message) {
        sent.add(new Sent(link, message));
        if (!deaf && message instanceof OverlayMessage.Ping(long token)) {
            answers.add(new Sent(link, new OverlayMessage.Pong(token)));
        }
    }

    @Override
    public void close(long link, Closing reason) {
        closed.put(link, reason);
    }

    @Override
    public void notice(Notice notice) {
        notices.add(notice);
    }
}
