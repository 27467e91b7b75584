package dunlin.overlay;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.net.HostPrefix;
import dunlin.overlay.core.OwnShares.Asker;
import dunlin.peer.FrontDoor;
import dunlin.peer.Greeted;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.overlay.CardHead;
import dunlin.protocol.overlay.NetworkId;
import dunlin.protocol.overlay.OverlayMessage;
import dunlin.protocol.overlay.OverlayMessage.Ask;
import dunlin.protocol.overlay.OverlayMessage.Hits;
import dunlin.protocol.overlay.QueryWords;
import dunlin.protocol.overlay.QuestionId;
import dunlin.protocol.overlay.SharedEntry;
import dunlin.protocol.overlay.Signatures;
import dunlin.protocol.overlay.SignedHits;
import dunlin.protocol.wire.Handshake;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions beyond the network: whoever finds this member by a word, under the word's info-hash,
 * may prove its key and ask, and nothing else; and so may we ask others. Thread-safe.
 *
 * <p>They may belong to another network, or to none: so all that is signed here is signed for the
 * one that everybody knows, {@link NetworkId#COMMON}.
 *
 * <p>Anybody can be named under any word. So an answer counts only if who gives it has signed it,
 * for this question, under the key that it proved on the connection.
 */
public final class Strangers {
    private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);
    private static final Duration DIAL_DEADLINE = Duration.ofSeconds(5);

    /** How long a connection may take from its beginning to its end. */
    private static final long LIFE_NANOS = Duration.ofSeconds(20).toNanos();

    /** Connections of those who ask us: all, and of one host; and questions on one of them. */
    private static final int MOST_ASKERS = 32;

    private static final int MOST_OF_HOST = 4;
    private static final int MOST_QUESTIONS = 8;

    private final Overlay overlay;
    private final OverlayConfig config;
    private final Signatures signatures = new Signatures(NetworkId.of(NetworkId.COMMON));

    @GuardedBy("this")
    private final Map<InfoHash, Door> doors = new HashMap<>();

    @GuardedBy("this")
    private final Map<LinkTalk, Long> links = new HashMap<>();

    @GuardedBy("this")
    private boolean closed;

    Strangers(Overlay overlay, OverlayConfig config) {
        this.overlay = overlay;
        this.config = config;
    }

    /**
     * Lets strangers in who come for one of these info-hashes, and for none that was led before.
     */
    public void lead(FrontDoor door, Collection<InfoHash> hashes) {
        Set<InfoHash> wanted = new HashSet<>(hashes);
        synchronized (this) {
            for (InfoHash hash : Set.copyOf(doors.keySet())) {
                Door led = doors.get(hash);
                if (led != null && (closed || !wanted.contains(hash))) {
                    door.turnAway(hash, led);
                    doors.remove(hash);
                }
            }
            for (InfoHash hash : wanted) {
                if (!closed && !doors.containsKey(hash)) {
                    Door made = new Door(handshake(hash));
                    doors.put(hash, made);
                    door.lead(hash, made);
                }
            }
        }
    }

    private Handshake handshake(InfoHash hash) {
        return new Handshake(hash, config.peerId(), false, true, false);
    }

    /**
     * Asks whoever listens at an address, and was found under an info-hash. Blocks while it dials.
     *
     * @param answer told once, in any case: what it has, signed and checked; empty if nothing came
     */
    public void ask(
            PeerAddress address,
            InfoHash hash,
            QueryWords words,
            Consumer<Optional<SignedHits>> answer) {
        try {
            Greeted greeted =
                    config.dialer().dial(address.socketAddress(), handshake(hash), DIAL_DEADLINE);
            begin(greeted, Optional.of(address), new Asking(words, answer));
        } catch (IOException | ProtocolException e) {
            LOG.debug("{}: {}", address, e.getMessage());
            answer.accept(Optional.empty());
        }
    }

    private void begin(Greeted greeted, Optional<PeerAddress> dialled, LinkTalk.Owner owner) {
        LinkTalk link =
                new LinkTalk(
                        overlay.nextNumber(),
                        greeted,
                        dialled,
                        config,
                        connection -> overlay.proving(connection, signatures),
                        owner);
        boolean isTaken;
        synchronized (this) {
            isTaken = !closed && greeted.theirs().extended() && isRoomFor(link);
            links.put(link, config.ticker().nanoTime() + LIFE_NANOS);
        }
        if (!isTaken) {
            link.close("there is no place for it");
        }
        link.start();
    }

    @GuardedBy("this")
    private boolean isRoomFor(LinkTalk fresh) {
        if (fresh.dialled().isPresent()) {
            return true;
        }
        HostPrefix host = HostPrefix.of(fresh.remote().getAddress());
        List<LinkTalk> askers =
                links.keySet().stream().filter(link -> link.dialled().isEmpty()).toList();
        long same =
                askers.stream()
                        .filter(link -> HostPrefix.of(link.remote().getAddress()).equals(host))
                        .count();
        return askers.size() < MOST_ASKERS && same < MOST_OF_HOST;
    }

    /** Our own, for those who know nothing of our network: its neighbours are not their concern. */
    private CardHead head(CardHead own) {
        CardHead alone =
                new CardHead(
                        own.member(),
                        own.part(),
                        own.sequence(),
                        own.life(),
                        own.address(),
                        own.relays(),
                        own.name(),
                        own.shares(),
                        List.of(),
                        own.digest(),
                        CardHead.UNSIGNED);
        return signatures.sign(config.keys(), alone);
    }

    private synchronized void gone(LinkTalk link) {
        links.remove(link);
    }

    /** To be called about once a second. */
    void tick(long now) {
        List<LinkTalk> all;
        Set<LinkTalk> late = new HashSet<>();
        synchronized (this) {
            all = List.copyOf(links.keySet());
            links.forEach((link, until) -> {
                if (now - until > 0) {
                    late.add(link);
                }
            });
        }
        for (LinkTalk link : all) {
            if (late.contains(link)) {
                link.close("it takes too long");
            } else {
                link.tick(now);
            }
        }
    }

    void close() {
        List<LinkTalk> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(links.keySet());
        }
        all.forEach(link -> link.close("this member leaves"));
    }

    /** Where those come in who ask for the shares of a word. */
    private final class Door implements FrontDoor.Host {
        private final Handshake handshake;

        private Door(Handshake handshake) {
            this.handshake = handshake;
        }

        @Override
        public Handshake handshake() {
            return handshake;
        }

        @Override
        public void admit(Greeted greeted) {
            begin(greeted, Optional.empty(), new Answering());
        }
    }

    /** Somebody asks us. */
    private final class Answering implements LinkTalk.Owner {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public void proved(LinkTalk link) {}

        @Override
        public void heard(LinkTalk link, OverlayMessage message) throws ProtocolException {
            if (!(message instanceof Ask ask) || asked.incrementAndGet() > MOST_QUESTIONS) {
                throw new ProtocolException("a stranger may ask, but not on and on");
            }
            Optional<CardHead> own = overlay.ownHead();
            if (own.isPresent()) {
                List<SharedEntry> found = overlay.answers().matching(ask.words(), Asker.STRANGER);
                link.send(
                        new Hits(signatures.sign(config.keys(), ask.id(), head(own.get()), found)));
            }
        }

        @Override
        public void closed(LinkTalk link, String reason) {
            gone(link);
        }
    }

    /** We ask somebody. */
    private final class Asking implements LinkTalk.Owner {
        private final QuestionId id = QuestionId.random(config.random());
        private final QueryWords words;
        private Consumer<Optional<SignedHits>> answer; // of the connection's reader

        private Asking(QueryWords words, Consumer<Optional<SignedHits>> answer) {
            this.words = words;
            this.answer = answer;
        }

        @Override
        public void proved(LinkTalk link) {
            link.send(new Ask(id, words));
        }

        @Override
        public void heard(LinkTalk link, OverlayMessage message) {
            if (message instanceof Hits(SignedHits hits)
                    && hits.question().equals(id)
                    && hits.sharer().member().equals(link.other().member())
                    && signatures.proves(hits)) {
                end(Optional.of(hits));
            }
            link.close("it was asked what it has");
        }

        @Override
        public void closed(LinkTalk link, String reason) {
            gone(link);
            end(Optional.empty());
        }

        private void end(Optional<SignedHits> hits) {
            Consumer<Optional<SignedHits>> told = answer;
            answer = _ -> {};
            told.accept(hits);
        }
    }
}
