package dunlin.tracker.announce;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.AnnounceResponse;
import dunlin.protocol.announce.AnnounceResponse.Failure;
import dunlin.protocol.announce.AnnounceResponse.Peer;
import dunlin.protocol.announce.AnnounceResponse.Peers;
import dunlin.protocol.announce.ScrapeRequest;
import dunlin.protocol.announce.ScrapeResponse;
import dunlin.tracker.http.AnnounceHandler;
import dunlin.tracker.store.SwarmStore.Outcome;
import dunlin.tracker.store.SwarmStore.PeerSink;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Announce and scrape over HTTP (BEP 3, 7, 23, 24, 31, 48). A refusal is a bencoded failure reason
 * under status 200: most clients show the reason only then.
 */
public final class AnnounceHttp implements AnnounceHandler {
    private final AnnounceService service;
    private final boolean mayWait;
    private final AnswerCounters counters = new AnswerCounters();

    /**
     * @param mayWait whether the service may wait for another machine
     */
    public AnnounceHttp(AnnounceService service, boolean mayWait) {
        this.service = service;
        this.mayWait = mayWait;
    }

    /** What became of the requests. */
    public AnswerCounters counters() {
        return counters;
    }

    @Override
    public boolean mayWait() {
        return mayWait;
    }

    @Override
    public byte[] answer(Kind kind, String token, String query, InetAddress sender) {
        return switch (kind) {
            case ANNOUNCE -> announce(token, query, sender);
            case SCRAPE -> scrape(token, query, sender);
        };
    }

    private byte[] announce(String token, String query, InetAddress sender) {
        try {
            service.request("announce", PeerAddress.of(sender, 0));
            AnnounceRequest request = AnnounceRequest.parse(query);
            return announce(token, request, PeerAddress.of(sender, request.port()));
        } catch (ProtocolException e) {
            return refused(new Failure(String.valueOf(e.getMessage())));
        } catch (TrackerRejection e) {
            return refused(failure(e));
        }
    }

    private byte[] scrape(String token, String query, InetAddress sender) {
        PeerAddress from = PeerAddress.of(sender, 0);
        try {
            service.request("scrape", from);
            ScrapeRequest request = ScrapeRequest.parse(query);
            ScrapeResponse counts =
                    new ScrapeResponse(
                            new TreeMap<>(service.scrape(request.infoHashes(), token, from)));
            counters.scrapes.increment();
            return counts.encode();
        } catch (ProtocolException e) {
            return refused(new Failure(String.valueOf(e.getMessage())));
        } catch (TrackerRejection e) {
            return refused(failure(e));
        }
    }

    private byte[] refused(AnnounceResponse failure) {
        counters.refused.increment();
        return failure.encode(true);
    }

    private static AnnounceResponse failure(TrackerRejection refusal) {
        return new Failure(String.valueOf(refusal.getMessage()), refusal.retryIn());
    }

    private byte[] announce(String token, AnnounceRequest request, PeerAddress from) {
        try {
            byte[] answer = taken(token, request, from);
            counters.announces.increment();
            return answer;
        } catch (TrackerRejection e) {
            // A member may not have shown itself: it does so only to an index that asks.
            boolean asks = e.reason() == Reason.FORBIDDEN && asksName(request);
            return refused(new Failure(String.valueOf(e.getMessage()), e.retryIn(), asks));
        }
    }

    private byte[] taken(String token, AnnounceRequest request, PeerAddress from)
            throws TrackerRejection {
        int want = AnnounceService.want(request.numWant().orElse(-1));
        if (request.compact()) {
            ByteBuffer ipv4 = ByteBuffer.allocate(want * PackedPeers.IPV4_LENGTH);
            ByteBuffer ipv6 = ByteBuffer.allocate(want * PackedPeers.IPV6_LENGTH);
            Outcome outcome = announce(token, request, from, want, new PackedPeers(ipv4, ipv6));
            return answer(request, from, outcome, List.of()).encode(written(ipv4), written(ipv6));
        }
        List<Peer> chosen = new ArrayList<>();
        Outcome outcome = announce(token, request, from, want, new Listed(chosen));
        return answer(request, from, outcome, chosen).encode(false);
    }

    private Outcome announce(
            String token, AnnounceRequest request, PeerAddress from, int want, PeerSink chosen)
            throws TrackerRejection {
        return service.announce(
                request.infoHash(),
                from,
                PeerClaims.of(token, request, from),
                AnnounceService.role(request.isSeeder(), request.event()),
                request.event(),
                want,
                want,
                chosen);
    }

    private Peers answer(
            AnnounceRequest request, PeerAddress from, Outcome outcome, List<Peer> peers) {
        int seconds = service.interval();
        return new Peers(
                seconds,
                OptionalInt.of(Math.clamp(seconds / 10, 1, 60)),
                OptionalInt.of(outcome.complete()),
                OptionalInt.of(outcome.incomplete()),
                peers,
                Optional.empty(),
                Optional.empty(),
                Optional.of(from.address()),
                asksName(request));
    }

    private static byte[] written(ByteBuffer buffer) {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /** Peers for those who want them as BEP 3 has them. */
    private record Listed(List<Peer> peers) implements PeerSink {
        @Override
        public void ipv4(int address, int port) {
            add(PeerAddress.ipv4(address, port));
        }

        @Override
        public void ipv6(long high, long low, int port) {
            add(new PeerAddress(high, low, port));
        }

        private void add(PeerAddress peer) {
            peers.add(new Peer(peer.socketAddress(), Optional.empty()));
        }
    }

    /** Only peers of our own kind know what is meant. */
    private static boolean asksName(AnnounceRequest request) {
        return request.name().isEmpty()
                && request.event() != Event.STOPPED
                && request.peerId().toString().startsWith(PeerId.PREFIX.substring(0, 3));
    }
}
