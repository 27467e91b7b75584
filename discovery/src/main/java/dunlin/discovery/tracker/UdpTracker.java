package dunlin.discovery.tracker;

import dunlin.discovery.tracker.UdpExchange.Question;
import dunlin.net.HttpCaller.AddressRule;
import dunlin.net.NameLookup;
import dunlin.protocol.InfoHash;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.announce.AnnounceResponse;
import dunlin.protocol.announce.AnnounceResponse.Failure;
import dunlin.protocol.announce.AnnounceResponse.Peer;
import dunlin.protocol.announce.AnnounceResponse.Peers;
import dunlin.protocol.announce.ScrapeRequest;
import dunlin.protocol.announce.ScrapeResponse;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.protocol.announce.udp.UdpRequest.Announce;
import dunlin.protocol.announce.udp.UdpRequest.Scrape;
import dunlin.protocol.announce.udp.UdpResponse;
import dunlin.protocol.announce.udp.UdpResponse.Announced;
import dunlin.protocol.announce.udp.UdpResponse.Scraped;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Announces to and scrapes trackers over UDP (BEP 15). Every call blocks. Thread-safe.
 *
 * <p>A tracker that has addresses of both families hears every announce over both at once, for over
 * IPv4 it names only IPv4 peers, and over IPv6 only IPv6 ones. When one has answered, the other is
 * given 2 seconds more: a network without a way out for one of them does not hold up the other. Of
 * several addresses of a family, the first is asked.
 */
final class UdpTracker {
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final String UNASKED = "an answer to something that was not asked";

    private record Heard(InetAddress tracker, UdpResponse response) {}

    private final Optional<InetAddress> bind;
    private final NameLookup names;
    private final AddressRule rule;
    private final UdpCaller caller;

    /**
     * @param rule whether a tracker may be asked at an address
     */
    UdpTracker(Optional<InetAddress> bind, NameLookup names, AddressRule rule) {
        this.rule = rule;
        this.bind = bind;
        this.names = names;
        this.caller = new UdpCaller(bind);
    }

    /**
     * Announces.
     *
     * @param within how long to look for the tracker's address, wait for the answer, and send again
     * @return all peers that the tracker names
     * @throws IOException if no answer came
     * @throws ProtocolException if the answer is none, or the URL is refused
     */
    AnnounceResponse announce(TrackerUrl url, AnnounceRequest request, Duration within)
            throws IOException, ProtocolException {
        long end = System.nanoTime() + within.toNanos();
        return announce(url, addresses(url, within), request, until(end));
    }

    /** Announces at these addresses of the tracker. */
    AnnounceResponse announce(
            TrackerUrl url,
            List<InetSocketAddress> addresses,
            AnnounceRequest request,
            Duration within)
            throws IOException, ProtocolException {
        Optional<AnnounceResponse> all = Optional.empty();
        for (Heard heard : ask(addresses, to -> question(url, request, to), 2, within)) {
            AnnounceResponse one =
                    switch (heard.response()) {
                        case Announced announced ->
                                TrackerClient.dialable(peers(announced), heard.tracker());
                        case UdpResponse.Error error -> failure(error);
                        default -> throw nonsense(UNASKED);
                    };
            all = Optional.of(all.isEmpty() ? one : merged(all.get(), one));
        }
        return all.orElseThrow();
    }

    private static Question question(TrackerUrl url, AnnounceRequest request, InetAddress to) {
        Optional<String> urlData = url.urlData(request.additions());
        return (connectionId, transactionId) ->
                Announce.of(request, UdpCaller.length(to), connectionId, transactionId, urlData);
    }

    private static Peers peers(Announced announced) {
        return new Peers(
                announced.interval(),
                OptionalInt.empty(),
                OptionalInt.of(announced.seeders()),
                OptionalInt.of(announced.leechers()),
                announced.peers().stream().map(at -> new Peer(at, Optional.empty())).toList(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    private static Failure failure(UdpResponse.Error error) {
        return new Failure(error.message().isBlank() ? "without a reason" : error.message());
    }

    private static AnnounceResponse merged(AnnounceResponse a, AnnounceResponse b) {
        if (!(a instanceof Peers one)) {
            return b;
        }
        if (!(b instanceof Peers other)) {
            return a;
        }
        return new Peers(
                Math.max(one.interval(), other.interval()),
                OptionalInt.empty(),
                max(one.complete(), other.complete()),
                max(one.incomplete(), other.incomplete()),
                Stream.concat(one.peers().stream(), other.peers().stream()).toList(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    /** A tracker that counts peers of both families would be counted twice by a sum. */
    private static OptionalInt max(OptionalInt a, OptionalInt b) {
        return OptionalInt.of(Math.max(a.orElse(0), b.orElse(0)));
    }

    /**
     * Asks how many have what, over whichever family answers first.
     *
     * @throws IOException if no answer came
     * @throws ProtocolException if the answer is none, or a refusal
     */
    ScrapeResponse scrape(TrackerUrl url, ScrapeRequest request, Duration within)
            throws IOException, ProtocolException {
        List<InfoHash> hashes = request.infoHashes();
        Question question = (id, transactionId) -> new Scrape(id, transactionId, hashes);
        long end = System.nanoTime() + within.toNanos();
        List<InetSocketAddress> addresses = addresses(url, within);
        return switch (ask(addresses, to -> question, 1, until(end)).getFirst().response()) {
            case Scraped scraped -> counts(hashes, scraped.swarms());
            case UdpResponse.Error error ->
                    throw new ProtocolException("the tracker refuses: " + failure(error).reason());
            default -> throw nonsense(UNASKED);
        };
    }

    private static ScrapeResponse counts(List<InfoHash> hashes, List<Counts> counts)
            throws ProtocolException {
        if (counts.size() < hashes.size()) {
            throw nonsense("counts of %d swarms, not %d".formatted(counts.size(), hashes.size()));
        }
        TreeMap<InfoHash, Counts> swarms = new TreeMap<>();
        for (int i = 0; i < hashes.size(); i++) {
            swarms.put(hashes.get(i), counts.get(i));
        }
        return new ScrapeResponse(swarms);
    }

    private static ProtocolException nonsense(String what) {
        return new ProtocolException("answers nonsense: " + what);
    }

    private static Duration until(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /** The first address of each family. */
    private List<InetSocketAddress> addresses(TrackerUrl url, Duration within)
            throws IOException, ProtocolException {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (InetAddress address : names.find(url.host(), bind, within)) {
            rule.check(url.uri(), address);
            if (addresses.stream().noneMatch(other -> isSameFamily(other.getAddress(), address))) {
                addresses.add(new InetSocketAddress(address, url.port()));
            }
        }
        return addresses;
    }

    private static boolean isSameFamily(InetAddress one, InetAddress other) {
        return UdpCaller.length(one) == UdpCaller.length(other);
    }

    private List<Heard> ask(
            List<InetSocketAddress> addresses,
            Function<InetAddress, Question> questions,
            int wanted,
            Duration within)
            throws IOException, ProtocolException {
        List<Callable<Heard>> calls = new ArrayList<>();
        for (InetSocketAddress to : addresses) {
            InetAddress tracker = to.getAddress();
            Question question = questions.apply(tracker);
            calls.add(() -> new Heard(tracker, caller.ask(to, question, within)));
        }
        return AtOnce.call(calls, wanted, GRACE);
    }
}
