package dunlin.node.index;

import dunlin.discovery.tracker.TrackerClient;
import dunlin.node.api.NodeEvent;
import dunlin.protocol.ErrorText;
import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerId;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.announce.AnnounceRequest;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.protocol.announce.AnnounceResponse;
import dunlin.protocol.announce.ScrapeRequest;
import dunlin.protocol.announce.ScrapeResponse.Counts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Asks trackers once who has a share, as one that looks on. To ask is to announce (BEP 3). An index
 * of ours does not note whoever says port 0; any other tracker is told right after that this peer
 * is gone again.
 */
public final class TrackerEnquiry {
    private static final int NUM_WANT = 100;

    private final TrackerClient client;
    private final PeerId self = PeerId.random(RandomGenerator.of("SecureRandom"));
    private final int port;
    private final Consumer<NodeEvent> events;

    /**
     * @param bind the address to ask from
     * @param named the trackers that a person named
     * @param port where this peer listens
     * @param events hears of trackers that did not say
     */
    public TrackerEnquiry(
            Optional<InetAddress> bind,
            Collection<URI> named,
            int port,
            Consumer<NodeEvent> events) {
        this.client = new TrackerClient(bind, named);
        this.port = port;
        this.events = events;
    }

    /**
     * The peers that these trackers name within the time; those that fail are said and left out.
     *
     * @param indexes trackers that are indexes of ours. Those are silently left out: what an index
     *     does not do, who asks its catalogue hears
     */
    public List<InetSocketAddress> ask(
            InfoHash id, List<String> urls, List<String> indexes, Duration timeout)
            throws InterruptedException {
        List<Callable<List<InetSocketAddress>>> questions = new ArrayList<>();
        urls.forEach(url -> questions.add(() -> ask(id, url)));
        indexes.forEach(url -> questions.add(() -> lookOn(id, url)));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(questions, timeout.toMillis(), TimeUnit.MILLISECONDS).stream()
                    .filter(answer -> answer.state() == Future.State.SUCCESS)
                    .flatMap(answer -> answer.resultNow().stream())
                    .distinct()
                    .toList();
        }
    }

    /** Whether one of these trackers knows anybody who is in the swarm. Blocks. */
    public boolean isTracked(InfoHash id, List<String> urls) {
        return urls.stream().anyMatch(url -> isTracked(id, url));
    }

    private boolean isTracked(InfoHash id, String url) {
        try {
            Counts counts =
                    client.scrape(url, new ScrapeRequest(List.of(id)))
                            .swarms()
                            .getOrDefault(id, Counts.NOBODY);
            return counts.complete() + counts.incomplete() > 0;
        } catch (IOException | ProtocolException e) {
            return false;
        }
    }

    private List<InetSocketAddress> lookOn(InfoHash id, String url) {
        try {
            return client.announce(url, request(id, 0, Event.NONE, NUM_WANT))
                            instanceof AnnounceResponse.Peers peers
                    ? addresses(peers)
                    : List.of();
        } catch (IOException | ProtocolException e) {
            return List.of();
        }
    }

    private static List<InetSocketAddress> addresses(AnnounceResponse.Peers answer) {
        return answer.peers().stream().map(AnnounceResponse.Peer::address).toList();
    }

    private List<InetSocketAddress> ask(InfoHash id, String url) {
        try {
            AnnounceResponse answer =
                    client.announce(url, request(id, port, Event.STARTED, NUM_WANT));
            return switch (answer) {
                case AnnounceResponse.Peers peers -> {
                    client.announce(url, request(id, port, Event.STOPPED, 0));
                    yield addresses(peers);
                }
                case AnnounceResponse.Failure failure -> {
                    events.accept(new NodeEvent.TrackerSilent(url, "refuses: " + failure.reason()));
                    yield List.of();
                }
            };
        } catch (IOException | ProtocolException e) {
            events.accept(new NodeEvent.TrackerSilent(url, "fails: " + ErrorText.of(e)));
            return List.of();
        }
    }

    private AnnounceRequest request(InfoHash id, int from, Event event, int numWant) {
        return new AnnounceRequest(
                id,
                self,
                from,
                0,
                0,
                Long.MAX_VALUE,
                event,
                OptionalInt.of(numWant),
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
