package dunlin.cli.command;

import dunlin.cli.exit.ErrorReport;
import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.cli.terminal.Units;
import dunlin.protocol.ProtocolException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;

/**
 * Fetches a {@code .torrent} from a web server that is not trusted: bounded in size, time and
 * redirects, and no redirect leads from the world to an address of this network.
 */
final class TorrentUrl {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_REDIRECTS = 5;

    private TorrentUrl() {}

    static boolean isOne(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.startsWith("http://") || lower.startsWith("https://");
    }

    /** The bytes that stand there. */
    static byte[] fetch(String text) throws Failure, ProtocolException, InterruptedException {
        URI uri = checked(text);
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            for (int i = 0; i <= MAX_REDIRECTS; i++) {
                HttpRequest request =
                        HttpRequest.newBuilder(uri)
                                .timeout(TIMEOUT)
                                .header("User-Agent", "dunlin")
                                .build();
                HttpResponse<InputStream> response =
                        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
                try (InputStream body = response.body()) {
                    if (response.statusCode() == 200) {
                        return read(uri, body);
                    }
                    uri = redirect(uri, response);
                }
            }
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.UNREACHABLE,
                    "cannot fetch %s: %s; check the address".formatted(uri, reason(e)),
                    e);
        }
        throw new ProtocolException(text + " redirects more than " + MAX_REDIRECTS + " times");
    }

    /** The HTTP client says nothing itself of a connection that was not to be had. */
    private static String reason(IOException problem) {
        if (problem instanceof ConnectException && problem.getMessage() == null) {
            return problem.getCause() instanceof ConnectException cause
                            && cause.getCause() instanceof UnresolvedAddressException
                    ? "there is no such host"
                    : "nobody answers there";
        }
        return ErrorReport.text(problem);
    }

    private static byte[] read(URI uri, InputStream body) throws IOException, ProtocolException {
        byte[] bytes = body.readNBytes(TorrentFile.MAX_LENGTH + 1);
        if (bytes.length > TorrentFile.MAX_LENGTH) {
            throw new ProtocolException(
                    uri + " is more than " + Units.size(TorrentFile.MAX_LENGTH) + " long");
        }
        return bytes;
    }

    private static URI redirect(URI from, HttpResponse<?> response)
            throws Failure, ProtocolException, IOException {
        int status = response.statusCode();
        String location = response.headers().firstValue("Location").orElse("");
        if (status == 404 || status == 410) {
            throw new Failure(ExitCode.NOT_FOUND, "nothing is at " + from + "; check the address");
        }
        if (status / 100 != 3 || location.isEmpty()) {
            throw new Failure(
                    ExitCode.FAILED,
                    "%s answered with status %d; try again later".formatted(from, status));
        }
        URI to = checked(from.resolve(location.strip()).toString());
        if (from.getScheme().equals("https") && to.getScheme().equals("http")) {
            throw new ProtocolException(from + " redirects to unprotected " + to);
        }
        if (isLocal(to) && !isLocal(from)) {
            throw new ProtocolException(from + " redirects into this network, to " + to);
        }
        return to;
    }

    private static URI checked(String text) throws ProtocolException {
        try {
            URI uri = URI.create(text);
            if (isOne(text) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        throw new ProtocolException("'" + text + "' is no http address");
    }

    private static boolean isLocal(URI uri) throws IOException {
        for (InetAddress address : InetAddress.getAllByName(uri.getHost())) {
            boolean uniqueLocal =
                    address.getAddress().length == 16 && (address.getAddress()[0] & 0xfe) == 0xfc;
            if (address.isLoopbackAddress()
                    || address.isAnyLocalAddress()
                    || address.isLinkLocalAddress()
                    || address.isSiteLocalAddress()
                    || uniqueLocal) {
                return true;
            }
        }
        return false;
    }
}
