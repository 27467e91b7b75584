package dunlin.tracker.feed;

import dunlin.tracker.event.IndexEvent;
import dunlin.tracker.event.IndexEvents;
import dunlin.web.EventStream;
import dunlin.web.EventStream.Written;
import dunlin.web.HttpResponse;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What happens at the index, for whoever follows.
 *
 * <pre>
 *   event: peer     data: {"change","id","share","name","address","seeders","leechers"}
 *   event: share    data: {"change","id","name","by"}
 * </pre>
 *
 * <p>Thread-safe; {@link #happened} never blocks.
 */
public final class IndexEventStream implements IndexEvents {
    private final EventStream<IndexEvent> stream = new EventStream<>(IndexEventStream::written);

    @Override
    public void happened(IndexEvent event) {
        // Who was refused is for whoever runs the index, not for everyone.
        if (!(event instanceof IndexEvent.Refused)) {
            stream.happened(event);
        }
    }

    /** See {@link EventStream#follow}. */
    public HttpResponse follow(BooleanSupplier mayGoOn) {
        return stream.follow(mayGoOn);
    }

    /** Made on the follower's own thread, because a share's name may have to be looked up. */
    private static Written written(IndexEvent event) {
        return switch (event) {
            case IndexEvent.Peer peer -> new Written("peer", data(peer));
            case IndexEvent.Share share -> new Written("share", data(share));
            case IndexEvent.Refused refused ->
                    throw new IllegalArgumentException(refused.toString());
        };
    }

    private static ObjectNode data(IndexEvent.Peer peer) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("change", peer.change().name().toLowerCase(Locale.ROOT))
                .put("id", peer.id().toString())
                .put("share", peer.share().get())
                .put("name", peer.name().orElseGet(peer.address()::toString))
                .put("address", peer.address().toString())
                .put("seeders", peer.seeders())
                .put("leechers", peer.leechers());
    }

    private static ObjectNode data(IndexEvent.Share share) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("change", share.change().name().toLowerCase(Locale.ROOT))
                .put("id", share.id().toString())
                .put("name", share.name())
                .put("by", share.by());
    }
}
