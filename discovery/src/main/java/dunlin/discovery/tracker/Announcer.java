package dunlin.discovery.tracker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.discovery.PeerSource;
import dunlin.discovery.tracker.TierSchedule.Tracker;
import dunlin.net.NameLookup;
import dunlin.protocol.ErrorText;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.AnnounceResponse;
import dunlin.protocol.announce.AnnounceResponse.Peers;
import dunlin.protocol.metainfo.Tiers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one swarm announced at its trackers (BEP 3, tiers of BEP 12) and hands on the peers that
 * they name. A tracker that fails is said so once and tried again later, ever more seldom.
 *
 * <p>Within a tier one tracker is used, and another only when it fails. Every tier is announced to:
 * BEP 12 would turn to the second tier only when the first is dead, but then the peers of two
 * indexes never meet; qBittorrent and Transmission do the same. Each tier has a virtual thread.
 */
public final class Announcer implements PeerSource {
    /**
     * Who announces.
     *
     * @param port where this peer listens
     * @param address the address to be told to the tracker instead of the one it sees, if any
     * @param bind the address that announces leave from, if not any
     * @param named the trackers that a person named, if they announce a share at all
     * @param credential shows this peer's name to those that may know it
     */
    public record Self(
            PeerId peerId,
            int port,
            Optional<String> address,
            Optional<InetAddress> bind,
            List<URI> named,
            Optional<CredentialRenewal> credential) {
        /** One that announces from whatever address the system chooses, and has no name. */
        public Self(PeerId peerId, int port, Optional<String> address) {
            this(peerId, port, address, Optional.empty(), List.of(), Optional.empty());
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

    /** As many as are taken from a torrent. */
    private static final int MAX_TRACKERS = 256;

    /** So many tiers are announced to at once, and each further one a second later. */
    private static final int TIERS_AT_ONCE = 20;

    private static final long LATER = Duration.ofSeconds(1).toNanos();
    private static final int WANTED_PEERS = 80;

    /** How long a tracker is given to hear that we stop. */
    static final Duration CLOSING = Duration.ofSeconds(2);

    private final InfoHash infoHash;
    private final Self self;
    private final Subscriber subscriber;
    private final TrackerClient client;
    private final String key;
    private final List<TierRunner> tiers = new ArrayList<>();

    /** URLs that cannot be announced to, and why. */
    private final Map<String, String> refused = new LinkedHashMap<>();

    /** Held while the subscriber is called; no other lock is taken under it. */
    private final ReentrantLock telling = new ReentrantLock();

    @GuardedBy("telling")
    private boolean closed;

    private Announcer(
            InfoHash infoHash,
            Self self,
            Subscriber subscriber,
            TrackerClient client,
            Random random) {
        this.infoHash = infoHash;
        this.self = self;
        this.subscriber = subscriber;
        this.client = client;
        this.key = HexFormat.of().withUpperCase().toHexDigits(random.nextInt());
    }

    /**
     * Starts announcing with {@code started}. Many tiers are begun with one after the other: a
     * stranger may have named them, to have us call them all at once.
     */
    public static Announcer start(
            InfoHash infoHash, Tiers trackers, Self self, Subscriber subscriber) {
        return start(infoHash, trackers, self, subscriber, NameLookup.SYSTEM);
    }

    static Announcer start(
            InfoHash infoHash, Tiers trackers, Self self, Subscriber subscriber, NameLookup names) {
        Random random = new Random();
        TrackerClient client = new TrackerClient(self.bind(), self.named(), names);
        Announcer announcer = new Announcer(infoHash, self, subscriber, client, random);
        announcer.addTiers(trackers, random);
        announcer.tiers.forEach(TierRunner::start);
        if (!announcer.refused.isEmpty()) {
            Thread.ofVirtual()
                    .name("announce")
                    .start(() -> announcer.refused.forEach(announcer::tellFailure));
        }
        return announcer;
    }

    private void addTiers(Tiers trackers, Random random) {
        for (List<String> urls : trackers.first(MAX_TRACKERS).shuffled(random).tiers()) {
            List<TrackerUrl> tier = new ArrayList<>();
            for (String url : urls) {
                try {
                    tier.add(TrackerUrl.parse(url));
                } catch (ProtocolException e) {
                    refused.put(url, ErrorText.of(e));
                }
            }
            if (!tier.isEmpty()) {
                long delay = Math.max(0, tiers.size() + 1 - TIERS_AT_ONCE) * LATER;
                tiers.add(new TierRunner(tier, this, System.nanoTime() + delay));
            }
        }
    }

    /** Says {@code completed} to the trackers, once, as soon as possible. */
    @Override
    public void completed() {
        tiers.forEach(TierRunner::completed);
    }

    /** Announces at once, the first time; the trackers take us for complete. */
    @Override
    public void incomplete() {
        tiers.forEach(TierRunner::incomplete);
    }

    /** Announces again soon, because peers are needed; at most as often as the trackers allow. */
    @Override
    public void hurry() {
        tiers.forEach(TierRunner::hurry);
    }

    /**
     * Says {@code stopped}, waits up to 2 seconds for it to be heard, and ends. The caller must
     * hold no lock that the subscriber takes.
     */
    @Override
    public void close() {
        Progress progress = progress();
        telling.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            telling.unlock();
        }
        List<Thread> stopping = new ArrayList<>();
        tiers.forEach(tier -> stopping.add(tier.stop(progress)));
        long deadline = System.nanoTime() + CLOSING.toNanos();
        try {
            for (Thread thread : stopping) {
                long nanos = Math.max(1_000_000, deadline - System.nanoTime());
                boolean ended = thread.join(Duration.ofNanos(nanos));
                if (!ended) {
                    thread.interrupt();
                }
            }
        } catch (InterruptedException e) {
            stopping.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
        }
    }

    /** Announces to one tracker; blocks. */
    AnnounceResponse announce(Tracker tracker, Event event, Progress progress)
            throws IOException, ProtocolException {
        boolean wants = event != Event.STOPPED && wantsPeers();
        AnnounceRequest request =
                new AnnounceRequest(
                        infoHash,
                        self.peerId(),
                        self.port(),
                        progress.uploaded(),
                        progress.downloaded(),
                        event == Event.COMPLETED ? 0 : progress.left(),
                        event,
                        OptionalInt.of(wants ? WANTED_PEERS : 0),
                        true,
                        Optional.of(key),
                        self.address(),
                        Optional.empty(),
                        tracker.id());
        return client.announce(tracker.url(), introduced(request, tracker.url()));
    }

    private AnnounceRequest introduced(AnnounceRequest request, TrackerUrl to) {
        return self.credential()
                .flatMap(renewal -> renewal.shownTo(to.uri()))
                .map(request::with)
                .orElse(request);
    }

    Progress progress() {
        telling.lock();
        try {
            return subscriber.progress();
        } finally {
            telling.unlock();
        }
    }

    private boolean wantsPeers() {
        telling.lock();
        try {
            return subscriber.wantsPeers();
        } finally {
            telling.unlock();
        }
    }

    boolean isAlone() {
        telling.lock();
        try {
            return subscriber.isAlone();
        } finally {
            telling.unlock();
        }
    }

    void tellAnswer(Tracker tracker, Peers peers, boolean news) {
        tell(() -> {
            if (news) {
                subscriber.works(
                        tracker.url().toString(),
                        peers.complete().orElse(0),
                        peers.incomplete().orElse(0));
            }
            if (!peers.peers().isEmpty()) {
                subscriber.found(peers.addresses());
            }
        });
        peers.warning().ifPresent(text -> LOG.warn("tracker {} warns: {}", tracker.url(), text));
    }

    void tellFailure(String url, String reason) {
        tell(() -> subscriber.fails(url, reason));
    }

    /** Nobody is told anything once the announcer is closed. */
    private void tell(Runnable call) {
        telling.lock();
        try {
            if (!closed) {
                call.run();
            }
        } finally {
            telling.unlock();
        }
    }

    void noteUnheard(String url, Exception reason) {
        LOG.debug("{} did not hear that we stopped: {}", url, reason.getMessage());
    }
}
