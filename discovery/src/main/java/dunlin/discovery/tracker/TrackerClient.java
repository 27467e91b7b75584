package dunlin.discovery.tracker;

import dunlin.net.HttpCaller;
import dunlin.net.HttpReply;
import dunlin.net.LocalAddress;
import dunlin.net.NameLookup;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.AnnounceResponse;
import dunlin.protocol.announce.AnnounceResponse.Failure;
import dunlin.protocol.announce.AnnounceResponse.Peer;
import dunlin.protocol.announce.AnnounceResponse.Peers;
import dunlin.protocol.announce.ScrapeRequest;
import dunlin.protocol.announce.ScrapeResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Announces to and scrapes trackers over HTTP, HTTPS and UDP. Every call blocks. Thread-safe. */
public final class TrackerClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** With it, packets are sent again after 15 and after 45 seconds (BEP 15). */
    private static final Duration UDP_TIMEOUT = Duration.ofSeconds(60);

    private static final int MAX_ANSWER = 1 << 20;

    private final HttpCaller http;
    private final UdpTracker udp;
    private final Duration udpTimeout;

    /** Those that a person named. */
    private final List<TrackerUrl> named;

    /** One to which nobody named a tracker. */
    public TrackerClient(Optional<InetAddress> bind) {
        this(bind, List.of());
    }

    /**
     * @param bind the address to announce from; trackers take a peer's address from there
     * @param named what a person named: it may be anywhere, and have whatever path and query
     */
    public TrackerClient(Optional<InetAddress> bind, Collection<URI> named) {
        this(bind, named, NameLookup.SYSTEM);
    }

    /**
     * @param lookup the system's, but in tests
     */
    TrackerClient(Optional<InetAddress> bind, Collection<URI> named, NameLookup lookup) {
        this(bind, named, lookup, TIMEOUT, UDP_TIMEOUT);
    }

    TrackerClient(
            Optional<InetAddress> bind,
            Collection<URI> named,
            NameLookup lookup,
            Duration timeout,
            Duration udpTimeout) {
        this.named =
                named.stream().flatMap(url -> TrackerUrl.ifOne(url.toString()).stream()).toList();
        this.http = new HttpCaller(bind, timeout, MAX_ANSWER, this::check, lookup);
        this.udp = new UdpTracker(bind, lookup, this::check);
        this.udpTimeout = udpTimeout;
    }

    private void check(URI target, InetAddress address) throws ProtocolException {
        if (named.stream().noneMatch(url -> url.covers(target))) {
            TrackerUrl.check(target, address);
        }
    }

    /**
     * Announces and waits for the answer: over HTTP up to 20 seconds, over UDP up to a minute, or 2
     * seconds to say {@code stopped}.
     *
     * @return peers that can be dialled: none of this machine's, unless the tracker runs on it
     * @throws IOException if no answer came
     * @throws ProtocolException if the answer is none, or the URL is refused
     */
    AnnounceResponse announce(TrackerUrl url, AnnounceRequest request)
            throws IOException, ProtocolException {
        if (url.isUdp()) {
            boolean stops = request.event() == Event.STOPPED;
            return udp.announce(url, request, stops ? Announcer.CLOSING : udpTimeout);
        }
        HttpCaller.Answer answer = http.get(url.with(request.toQuery()));
        AnnounceResponse response = parse(answer.reply());
        return switch (response) {
            case Failure failure -> failure;
            case Peers peers -> dialable(peers, answer.address());
        };
    }

    /**
     * Announces to a URL; see above.
     *
     * @throws IOException if no answer came
     * @throws ProtocolException if the answer is none, or the URL is refused
     */
    public AnnounceResponse announce(String url, AnnounceRequest request)
            throws IOException, ProtocolException {
        return announce(TrackerUrl.parse(url), request);
    }

    /**
     * Asks how many have what.
     *
     * @throws IOException if no answer came
     * @throws ProtocolException if the answer is none, or the tracker cannot be scraped
     */
    public ScrapeResponse scrape(String url, ScrapeRequest request)
            throws IOException, ProtocolException {
        TrackerUrl tracker = TrackerUrl.parse(url);
        if (tracker.isUdp()) {
            return udp.scrape(tracker, request, udpTimeout);
        }
        URI target =
                tracker.scrapeWith(request.toQuery())
                        .orElseThrow(() -> new ProtocolException("cannot be scraped: " + url));
        HttpReply reply = http.get(target).reply();
        if (!reply.isSuccess()) {
            throw new ProtocolException("answers with HTTP status " + reply.status());
        }
        return ScrapeResponse.parse(reply.body());
    }

    /** Some trackers tell a failure reason under another status than one of success. */
    private static AnnounceResponse parse(HttpReply reply) throws ProtocolException {
        boolean ok = reply.isSuccess();
        try {
            AnnounceResponse response = AnnounceResponse.parse(reply.body());
            if (ok || response instanceof Failure) {
                return response;
            }
        } catch (ProtocolException e) {
            if (ok) {
                boolean page = reply.body().length > 0 && reply.body()[0] == '<';
                throw new ProtocolException(
                        "answers nonsense: " + (page ? "a web page" : e.getMessage()), e);
            }
        }
        throw new ProtocolException("answers with HTTP status " + reply.status());
    }

    /** Leaves out peers on this machine, unless the tracker is on it too. */
    static Peers dialable(Peers peers, InetAddress tracker) {
        List<Peer> dialable =
                peers.peers().stream()
                        .filter(peer -> isDialable(peer.address().getAddress(), tracker))
                        .toList();
        return new Peers(
                peers.interval(),
                peers.minInterval(),
                peers.complete(),
                peers.incomplete(),
                dialable,
                peers.warning(),
                peers.trackerId(),
                peers.externalIp(),
                peers.asksName());
    }

    private static boolean isDialable(InetAddress peer, InetAddress tracker) {
        return !LocalAddress.isThisMachine(peer)
                || (peer.isLoopbackAddress() && tracker.isLoopbackAddress());
    }
}
