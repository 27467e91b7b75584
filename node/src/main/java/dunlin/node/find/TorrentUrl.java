package dunlin.node.find;

import dunlin.net.HttpCaller;
import dunlin.net.HttpReply;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.protocol.Authority;
import dunlin.protocol.ErrorText;
import dunlin.protocol.ProtocolException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Fetches a {@code .torrent} from a web server that is not trusted. What bounds it in size, time
 * and redirects, and keeps it from being led into this network, is {@link HttpCaller}.
 */
final class TorrentUrl {
    /** What a server gives for a torrent. */
    sealed interface Found {}

    /** The file. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Torrent(byte[] bytes) implements Found {}

    /** A magnet link, to which it redirects; not read yet. */
    record Link(String magnet) implements Found {}

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpCaller http;

    TorrentUrl() {
        this(TIMEOUT);
    }

    TorrentUrl(Duration timeout) {
        // A person named the first address: it may be anywhere.
        http = new HttpCaller(Optional.empty(), timeout, TorrentFile.MAX_LENGTH, (_, _) -> {});
    }

    static boolean isOne(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        return lower.startsWith("http://") || lower.startsWith("https://");
    }

    /** What stands there. Blocks. */
    Found fetch(String text) throws NodeRefusal, ProtocolException {
        URI url = checked(text);
        HttpReply reply;
        try {
            reply = http.get(url).reply();
        } catch (ProtocolException e) {
            throw new ProtocolException(url + " " + e.getMessage(), e);
        } catch (IOException e) {
            throw new NodeRefusal(new Why.WebUnreachable(url, ErrorText.of(e)), e);
        }
        Optional<String> link = reply.redirectedToMagnet();
        if (link.isPresent()) {
            return new Link(link.get());
        }
        return switch (reply.status()) {
            case 200, 203 -> new Torrent(reply.body());
            case 404, 410 -> throw new NodeRefusal(new Why.NothingAt(url));
            default -> throw new NodeRefusal(new Why.WebStatus(url, reply.status()));
        };
    }

    private static URI checked(String text) throws ProtocolException {
        try {
            URI uri = URI.create(text.strip());
            if (Authority.of(uri).isPresent()) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        throw new ProtocolException("'" + text + "' is no http address");
    }
}
