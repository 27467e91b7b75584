package dunlin.tracker.announce;

import dunlin.net.udp.UdpSocket;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.PackedAddresses;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import dunlin.protocol.announce.udp.UdpRequest;
import dunlin.protocol.announce.udp.UdpRequestCodec;
import dunlin.protocol.announce.udp.UdpResponse;
import dunlin.protocol.announce.udp.UdpResponseCodec;
import dunlin.protocol.announce.udp.UrlData;
import dunlin.tracker.store.SwarmStore.Outcome;
import dunlin.tracker.store.TrackerRejection;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers one packet at a time (BEP 15, options of BEP 41), straight from one buffer into another.
 *
 * <p>Who has not shown by a connection id that it receives at its address may be anybody's victim:
 * it gets silence, or for a connect request an answer of no more bytes. Used by one thread at a
 * time.
 */
final class UdpResponder implements UdpSocket.Responder {
    /** Longest request that is read; a longer one is none. */
    static final int MAX_REQUEST = UdpRequestCodec.MAX_LENGTH;

    /** Longest answer: one that passes every usual link in one piece. */
    static final int MAX_ANSWER = 1_400;

    private static final String PLAIN_URL = "/announce";
    private static final Pattern WITH_TOKEN =
            Pattern.compile(
                    "(/announce/(?<after>[\\w-]{16,64})|/(?<before>[\\w-]{16,64})/announce)(\\?|$)");

    private static final int MAX_IPV6 =
            (MAX_ANSWER - UdpResponseCodec.PEERS) / PackedPeers.IPV6_LENGTH;

    private final AnnounceService service;
    private final ConnectionIds ids;
    private final UdpCounters counters;
    private final InstantSource time;

    UdpResponder(
            AnnounceService service, ConnectionIds ids, UdpCounters counters, InstantSource time) {
        this.service = service;
        this.ids = ids;
        this.counters = counters;
        this.time = time;
    }

    /** Answers a packet; the sender's port does not count. */
    @Override
    public boolean answer(ByteBuffer request, PeerAddress sender, ByteBuffer answer) {
        int length = request.limit();
        if (length < UdpRequestCodec.HEAD_LENGTH || length > MAX_REQUEST) {
            counters.malformed.increment();
            return false;
        }
        long id = request.getLong(UdpRequestCodec.CONNECTION_ID);
        int action = request.getInt(UdpRequestCodec.ACTION);
        long now = Math.floorDiv(time.millis(), 1_000);
        if (action == UdpRequestCodec.CONNECT) {
            return id == UdpRequestCodec.PROTOCOL_ID
                    ? connect(request, ids.issue(sender, now), answer)
                    : malformed();
        }
        if (!ids.isValid(id, sender, now)) {
            counters.forged.increment();
            return false;
        }
        answerProven(request, action, sender, answer);
        return true;
    }

    private boolean malformed() {
        counters.malformed.increment();
        return false;
    }

    private boolean connect(ByteBuffer request, long id, ByteBuffer answer) {
        counters.connects.increment();
        head(answer, UdpResponseCodec.CONNECT, request).putLong(id);
        return true;
    }

    private static ByteBuffer head(ByteBuffer answer, int action, ByteBuffer request) {
        return answer.putInt(action).putInt(request.getInt(UdpRequestCodec.TRANSACTION_ID));
    }

    private void answerProven(
            ByteBuffer request, int action, PeerAddress sender, ByteBuffer answer) {
        try {
            service.request(action == UdpRequestCodec.SCRAPE ? "scrape" : "announce", sender);
            switch (action) {
                case UdpRequestCodec.ANNOUNCE -> announce(request, sender, answer);
                case UdpRequestCodec.SCRAPE -> scrape(request, sender, answer);
                default -> throw new ProtocolException("a request with action " + action);
            }
        } catch (ProtocolException e) {
            refuse(request, String.valueOf(e.getMessage()), answer);
        } catch (TrackerRejection e) {
            String retry =
                    e.retryIn()
                            .map(in -> "; retry in " + in.plusNanos(999_999_999).toSeconds() + " s")
                            .orElse("");
            refuse(request, e.getMessage() + retry, answer);
        }
    }

    private void refuse(ByteBuffer request, String reason, ByteBuffer answer) {
        counters.refused.increment();
        int transactionId = request.getInt(UdpRequestCodec.TRANSACTION_ID);
        new UdpResponse.Error(transactionId, reason).encodeTo(answer.clear(), PackedAddresses.IPV4);
    }

    private void announce(ByteBuffer request, PeerAddress sender, ByteBuffer answer)
            throws ProtocolException, TrackerRejection {
        if (request.limit() < UdpRequestCodec.OPTIONS) {
            throw new ProtocolException("an announce of only " + request.limit() + " bytes");
        }
        int port = Short.toUnsignedInt(request.getShort(UdpRequestCodec.PORT));
        Event event = UdpRequestCodec.event(request.getInt(UdpRequestCodec.EVENT));
        boolean complete = request.getLong(UdpRequestCodec.LEFT) == 0;
        int want = AnnounceService.want(request.getInt(UdpRequestCodec.NUM_WANT));
        PeerAddress from = sender.withPort(port);
        head(answer, UdpResponseCodec.ANNOUNCE, request).position(UdpResponseCodec.PEERS);
        Outcome outcome =
                service.announce(
                        InfoHash.at(request, UdpRequestCodec.INFO_HASH),
                        from,
                        claims(request, from),
                        AnnounceService.role(complete, event),
                        event,
                        from.isIpv4() ? want : 0,
                        from.isIpv4() ? 0 : Math.min(want, MAX_IPV6),
                        new PackedPeers(answer, answer));
        answer.putInt(UdpResponseCodec.INTERVAL, service.interval());
        answer.putInt(UdpResponseCodec.LEECHERS, outcome.incomplete());
        answer.putInt(UdpResponseCodec.SEEDERS, outcome.complete());
        counters.announces.increment();
    }

    /** What the claimed address and the URL data (BEP 41) tell. */
    private static PeerClaims claims(ByteBuffer request, PeerAddress from)
            throws ProtocolException, TrackerRejection {
        String url = UrlData.read(request, UdpRequestCodec.OPTIONS).orElse(PLAIN_URL);
        boolean claimsAddress = from.isLoopback() && request.getInt(UdpRequestCodec.IP) != 0;
        if (url.equals(PLAIN_URL) && !claimsAddress) {
            return PeerClaims.NONE; // so it is nearly always
        }
        if (!(UdpRequest.parse(request) instanceof UdpRequest.Announce announce)) {
            throw new IllegalStateException("an announce that is read as something else");
        }
        return PeerClaims.of(token(url), announce.toAnnounceRequest(), from);
    }

    private static String token(String url) {
        Matcher path = WITH_TOKEN.matcher(url);
        if (!path.lookingAt()) {
            return "";
        }
        String after = path.group("after");
        return after != null ? after : path.group("before");
    }

    private void scrape(ByteBuffer request, PeerAddress sender, ByteBuffer answer)
            throws ProtocolException, TrackerRejection {
        if (!(UdpRequest.parse(request) instanceof UdpRequest.Scrape scrape)) {
            throw new IllegalStateException("a scrape that is read as something else");
        }
        Map<InfoHash, Counts> counts = service.scrape(scrape.infoHashes(), "", sender);
        List<Counts> inOrder =
                scrape.infoHashes().stream()
                        .map(hash -> counts.getOrDefault(hash, Counts.NOBODY))
                        .toList();
        new UdpResponse.Scraped(scrape.transactionId(), inOrder)
                .encodeTo(answer, PackedAddresses.IPV4);
        counters.scrapes.increment();
    }
}
