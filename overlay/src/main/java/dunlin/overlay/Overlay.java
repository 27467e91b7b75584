package dunlin.overlay;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.net.Ticker;
import dunlin.overlay.core.Gathering;
import dunlin.overlay.core.Link;
import dunlin.overlay.core.NeighbourStatus;
import dunlin.overlay.core.Out;
import dunlin.overlay.core.OverlayNode;
import dunlin.overlay.core.OwnShares;
import dunlin.overlay.core.Search;
import dunlin.overlay.core.Self;
import dunlin.overlay.core.Settings;
import dunlin.peer.FrontDoor;
import dunlin.peer.Greeted;
import dunlin.peer.PeerConnection;
import dunlin.peer.Transport;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.Contact;
import dunlin.protocol.overlay.MemberId;
import dunlin.protocol.overlay.Octets;
import dunlin.protocol.overlay.OverlayMessage;
import dunlin.protocol.overlay.OverlayMessage.BrowseAsked;
import dunlin.protocol.overlay.OverlayMessage.BrowseGiven;
import dunlin.protocol.overlay.OverlayMessage.Hello;
import dunlin.protocol.overlay.SharedEntry;
import dunlin.protocol.overlay.Signatures;
import dunlin.protocol.search.SearchQuery;
import dunlin.protocol.wire.Handshake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of the network of named peers, or a visitor to it, as it runs: an {@link OverlayNode},
 * which decides, with real time, connections and signatures. It is the host of the network's
 * info-hash behind a {@link FrontDoor}. Thread-safe.
 *
 * <p>One lock guards the node. Under it nothing blocks, and nobody is called but connections, into
 * whose queues messages are put; whoever asked something hears the answer after it is released, one
 * call at a time.
 */
public final class Overlay implements FrontDoor.Host, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Overlay.class);
    private static final Duration DIAL_DEADLINE = Duration.ofSeconds(10);
    private static final long TICK_MILLIS = 1_000;

    /** The same while something is let go. */
    private static final long FAREWELL_MILLIS = 100;

    private static final int NONCE = 16;
    private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();

    private final OverlayConfig config;
    private final Handshake handshake;
    private final MemberId member;
    private final Signatures signatures;
    private final CheckedProofs proofs;
    private final OwnAnswers answers;
    private final long startedNanos;
    private final long startedMillis;
    private final Strangers strangers;
    private final AtomicLong numbers = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();

    /** Somebody came, or an attempt to reach somebody ended. */
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final OverlayNode node;

    private final LinkTable links = new LinkTable();

    /** What is to be told to those who asked. */
    private final Calls calls = new Calls();

    @GuardedBy("lock")
    private boolean closed;

    /** When the node is looked at again, in its milliseconds. */
    @GuardedBy("lock")
    private long planned;

    private final LinkTalk.Owner ears = new Ears();
    private final Ticker.Loop loop;

    private Overlay(OverlayConfig config, Settings settings) {
        this.config = config;
        // Without the fast extension nobody expects to hear of pieces.
        this.handshake =
                new Handshake(config.network().infoHash(), config.peerId(), false, true, false);
        this.member = MemberId.of(config.keys().publicKey(), config.random().nextInt());
        this.signatures = new Signatures(config.network());
        this.proofs = new CheckedProofs(signatures, config.keys());
        this.startedNanos = config.ticker().nanoTime();
        this.startedMillis = config.clock().millis();
        this.answers = new OwnAnswers(config, startedMillis);
        this.strangers = new Strangers(this, config);
        this.node =
                new OverlayNode(
                        settings,
                        new Self(member, config.name(), config.address(), config.visitor()),
                        proofs,
                        answers,
                        config.random(),
                        new Wishes());
        this.loop = config.ticker().loop("overlay", this::step);
    }

    /**
     * Begins to belong to the network; it is to be led to by the door, and to be told of members.
     */
    public static Overlay start(OverlayConfig config) {
        return new Overlay(config, Settings.DEFAULT);
    }

    static Overlay start(OverlayConfig config, Settings settings) {
        return new Overlay(config, settings);
    }

    /** Who this member is in the network. */
    public MemberId member() {
        return member;
    }

    @Override
    public Handshake handshake() {
        return handshake;
    }

    @Override
    public void admit(Greeted greeted) {
        begin(greeted, Optional.empty());
    }

    /** There may be members at these addresses. */
    public void found(Collection<InetSocketAddress> addresses) {
        List<PeerAddress> numbers =
                addresses.stream()
                        .filter(address -> !address.isUnresolved())
                        .map(PeerAddress::of)
                        .toList();
        act((it, now) -> it.found(numbers, now));
    }

    /** What this member shows from now on. */
    public void show(List<ShownShare> shares) {
        OwnAnswers.Shown shown = answers.show(shares, millis());
        act((it, now) -> it.shares(shown.digests(), shown.count(), now));
    }

    /** Searches; the listener hears of it until it is over. @return ends it before that */
    public Runnable search(Search search, Search.Listener listener) {
        Search.Listener told = calls.later(listener);
        long number = ask((it, now) -> it.search(search, told, now));
        return () -> act((it, _) -> it.cancel(number));
    }

    /**
     * Gathers who is in the network.
     *
     * @param mostAsked how many members to ask themselves at most
     */
    public void gather(int mostAsked, Gathering listener) {
        Gathering told = calls.later(listener);
        act((it, now) -> it.gather(mostAsked, told, now));
    }

    /** Asks a member for a page of what it shares; empty if it does not answer. */
    public void browse(Contact whom, BrowseAsked what, Consumer<Optional<BrowseGiven>> answer) {
        act((it, now) ->
                it.ask(
                        whom,
                        what,
                        BrowseGiven.class,
                        (given, _) ->
                                calls.later(
                                        () -> answer.accept(given.map(BrowseGiven.class::cast))),
                        now));
    }

    /** Questions beyond the network. */
    public Strangers strangers() {
        return strangers;
    }

    OwnAnswers answers() {
        return answers;
    }

    long nextNumber() {
        return numbers.incrementAndGet();
    }

    /** What others are shown of it, as a member sees that; a page. */
    public BrowseGiven ownPage(int offset) {
        return answers.page(
                new BrowseAsked(0, offset, OverlayMessage.MAX_ENTRIES), OwnShares.Asker.MEMBER);
    }

    /** What of that answers a query. */
    public List<SharedEntry> ownMatches(SearchQuery query) {
        return answers.matching(query, OwnShares.Asker.MEMBER);
    }

    /** The neighbours, as far as there are any now. */
    public List<Neighbour> neighbours() {
        return ask((it, _) -> {
            List<Neighbour> all = new ArrayList<>();
            for (NeighbourStatus status : it.neighbours()) {
                links.get(status.link().id())
                        .map(talk -> new Neighbour(status, talk.client(), talk.transport()))
                        .ifPresent(all::add);
            }
            return all;
        });
    }

    /**
     * A neighbour.
     *
     * @param client the program that it is, as it says; may be empty
     * @param transport what carries the link
     */
    public record Neighbour(NeighbourStatus status, String client, Transport.Kind transport) {}

    /** This member's own card as it is now; a visitor has none. */
    public Optional<CardHead> ownHead() {
        return ask(OverlayNode::ownHead);
    }

    /** Whether nobody is connected who has proved who it is. */
    public boolean isAlone() {
        return ask((_, _) -> links.isAlone());
    }

    /**
     * Waits until somebody is connected.
     *
     * @param isHopeless whether nobody is to be expected who is not being dialled; asked now and
     *     then
     * @return whether somebody is
     */
    public boolean awaitCompany(Duration patience, BooleanSupplier isHopeless)
            throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (links.isAlone() && !closed && left > 0) {
                if (!links.isTrying() && isHopeless.getAsBoolean()) {
                    return false;
                }
                long slice = Math.min(left, LOOK_NANOS);
                left -= slice - Math.max(0, changed.awaitNanos(slice));
            }
            return !links.isAlone();
        } finally {
            lock.unlock();
        }
    }

    /** Addresses at which members were met, to begin with the next time. */
    public List<PeerAddress> met() {
        return ask((it, _) -> it.met());
    }

    /** How many signatures were checked. */
    long checksMade() {
        return proofs.made();
    }

    private void act(BiConsumer<OverlayNode, Long> what) {
        ask((it, now) -> {
            what.accept(it, now);
            return true;
        });
    }

    private <T> T ask(BiFunction<OverlayNode, Long, T> what) {
        boolean isDue;
        T answer;
        lock.lock();
        try {
            answer = what.apply(node, millis());
            isDue = node.next() < planned;
        } finally {
            lock.unlock();
        }
        if (isDue) {
            loop.wake();
        }
        calls.run();
        return answer;
    }

    private long step(long nanos) {
        long next;
        lock.lock();
        try {
            if (closed && !links.isAnyLeaving()) {
                return Ticker.Step.END;
            }
            long now = millis();
            node.tick(now);
            links.tick(nanos);
            long longest = links.isAnyLeaving() ? FAREWELL_MILLIS : TICK_MILLIS;
            next = Math.clamp(node.next() - now, 1, longest);
            planned = now + next;
        } finally {
            lock.unlock();
        }
        strangers.tick(nanos);
        calls.run();
        return Duration.ofMillis(next).toNanos();
    }

    /** Milliseconds since 1970, by a clock that never goes back. */
    private long millis() {
        return startedMillis
                + Duration.ofNanos(config.ticker().nanoTime() - startedNanos).toMillis();
    }

    private void dial(PeerAddress address) {
        try {
            attempt(address);
        } finally {
            act((_, _) -> {
                links.dials(-1);
                changed.signalAll();
            });
        }
    }

    private void attempt(PeerAddress address) {
        try {
            Greeted greeted =
                    config.dialer().dial(address.socketAddress(), handshake, DIAL_DEADLINE);
            begin(greeted, Optional.of(address));
        } catch (IOException | ProtocolException e) {
            LOG.debug("{}: {}", address, e.getMessage());
            act((it, now) -> it.dialFailed(address, now));
        } catch (RuntimeException | Error e) { // or it would count as being dialled for ever
            LOG.error("A fault of ours in dialling {}", address, e);
            act((it, now) -> it.dialFailed(address, now));
        }
    }

    /** Takes a connection on which handshakes were exchanged. */
    private void begin(Greeted greeted, Optional<PeerAddress> dialled) {
        LinkTalk link =
                new LinkTalk(
                        numbers.incrementAndGet(), greeted, dialled, config, this::proving, ears);
        boolean isTaken;
        lock.lock();
        try {
            isTaken = links.begin(link) && !closed && greeted.theirs().extended();
        } finally {
            lock.unlock();
        }
        if (!isTaken) {
            link.close("there is no place for it");
        }
        link.start();
    }

    private Proving proving(PeerConnection connection) {
        return proving(connection, signatures);
    }

    /** How we prove who we are on a connection. */
    Proving proving(PeerConnection connection, Signatures signing) {
        byte[] nonce = new byte[NONCE];
        config.random().nextBytes(nonce);
        Set<Hello.Flag> flags = config.visitor() ? Set.of(Hello.Flag.VISITOR) : Set.of();
        Hello hello =
                new Hello(
                        Hello.VERSION,
                        Octets.of(nonce),
                        member,
                        config.name(),
                        config.address().port(),
                        flags);
        return new Proving(
                signing,
                config.keys(),
                config.peerId(),
                connection.peerId(),
                !connection.incoming(),
                hello);
    }

    /** What connections tell. */
    private final class Ears implements LinkTalk.Owner {
        @Override
        public void proved(LinkTalk link) {
            Hello hello = link.other();
            PeerAddress remote = link.dialled().orElseGet(() -> PeerAddress.of(link.remote()));
            Link proved =
                    new Link(
                            link.number(),
                            hello.member(),
                            hello.name(),
                            link.dialled().orElse(remote.withPort(hello.port())),
                            remote,
                            link.dialled().isEmpty(),
                            hello.isVisitor());
            act((it, now) -> {
                links.proved(link);
                it.linked(proved, now);
                changed.signalAll();
            });
        }

        @Override
        public void heard(LinkTalk link, OverlayMessage message) {
            if (!link.mayCheck(message)) {
                act((it, _) -> it.tooMuch(link.number()));
                return;
            }
            proofs.check(message);
            act((it, now) -> it.heard(link.number(), message, now));
        }

        @Override
        public void closed(LinkTalk link, String reason) {
            LOG.debug("{}: {}", link.remote(), reason);
            act((it, now) -> {
                switch (links.gone(link)) {
                    case LINK -> it.lost(link.number(), now);
                    case UNPROVED ->
                            link.dialled().ifPresent(address -> it.dialFailed(address, now));
                    case LET_GO -> {} // the node knows
                }
            });
        }
    }

    /** What the node wants done; under the lock. */
    private final class Wishes implements Out {
        @Override
        public void dial(PeerAddress address) {
            links.dials(1);
            config.ticker().start("dial " + address, () -> Overlay.this.dial(address));
        }

        @Override
        public void send(long link, OverlayMessage message) {
            links.get(link).ifPresent(to -> to.send(message));
        }

        @Override
        public void close(long link, Closing reason) {
            LOG.debug("link {} is let go: {}", link, reason);
            links.letGo(link, config.ticker().nanoTime());
        }

        @Override
        public void notice(Notice notice) {
            LOG.debug("{}", notice);
        }
    }

    /** Says goodbye, and ends; what was to be said leaves within some tenths of a second. */
    @Override
    public void close() {
        List<LinkTalk> early;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            node.leave(millis());
            early = links.unproved();
        } finally {
            lock.unlock();
        }
        early.forEach(link -> link.close("this member leaves"));
        strangers.close();
        calls.run();
        loop.wake();
    }
}
