package dunlin.tracker.access;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.identity.IndexName;
import dunlin.protocol.metainfo.Magnet;
import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import dunlin.web.HttpRefusal;
import dunlin.web.HttpRequest;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which names are this index's own: that of its public URL; and those of this machine (its
 * addresses, its host name, {@code localhost}) with the port that the index listens on.
 *
 * <p>The threats: what was signed for another index is sent here; and a web page whose host's name
 * is made to lead to this machine (DNS rebinding) reads here in the name of whoever looks at it.
 * Thread-safe.
 */
public final class IndexNames {
    private static final String LOCALHOST = "localhost";
    private static final Pattern HOST = Pattern.compile("(\\[[^\\]]*\\]|[^:]*)(:[0-9]*)?");
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|\\[[0-9a-f:.]+\\]");
    private static final long LOOK_EVERY = Duration.ofSeconds(30).toNanos();

    private record Seen(Set<InetAddress> addresses, long until) {}

    private final Optional<String> publicUrl;
    private final Optional<IndexName> publicName;
    private final Set<String> hosts;
    private final Supplier<Set<InetAddress>> look;
    private final LongSupplier nanoTime;
    private volatile Seen seen;
    private volatile int port;

    /**
     * @param publicUrl under which others reach this index, if that was said
     */
    public IndexNames(Optional<URI> publicUrl) {
        this(publicUrl, hostNames(), IndexNames::localAddresses, System::nanoTime);
    }

    /**
     * @param hosts what this machine is called
     * @param look finds its addresses, which may change
     */
    IndexNames(
            Optional<URI> publicUrl,
            Set<String> hosts,
            Supplier<Set<InetAddress>> look,
            LongSupplier nanoTime) {
        this.publicUrl = publicUrl.map(url -> url.getScheme() + "://" + url.getRawAuthority());
        this.publicName = publicUrl.flatMap(IndexName::of);
        this.hosts = hosts;
        this.look = look;
        this.nanoTime = nanoTime;
        this.seen = new Seen(look.get(), nanoTime.getAsLong() + LOOK_EVERY);
    }

    /** From now on it listens on this port. */
    public void listensOn(int listening) {
        this.port = listening;
    }

    /**
     * Why a request is refused that was made by a name of another host (421), if it was; whatever
     * its port, for that may be forwarded. An address is none that a stranger could have led here,
     * and whoever says no host at all is no browser.
     */
    public Optional<HttpRefusal> foreignHost(HttpRequest request) {
        String text = request.header("host").orElse("");
        Matcher form = HOST.matcher(text.toLowerCase(Locale.ROOT));
        if (text.isEmpty() || (form.matches() && isHost(form.group(1).replaceFirst("\\.$", "")))) {
            return Optional.empty();
        }
        String shown = text.matches("[\\w.:\\[\\]-]{1,255}") ? text : "HOST";
        return Optional.of(
                new HttpRefusal(
                        421,
                        "%s is no name of this index: whoever runs it can say --public-url http://%s"
                                .formatted(shown, shown)));
    }

    private boolean isHost(String host) {
        return host.equals(LOCALHOST)
                || hosts.contains(host)
                || publicName.filter(name -> name.host().equals(host)).isPresent()
                || literal(host.replaceFirst("%[^\\]]*", "")).isPresent();
    }

    /**
     * This index as others reach it: {@code http://host[:port]}.
     *
     * @throws HttpRefusal (400) if neither a person nor the request says
     */
    public String url(HttpRequest request) throws HttpRefusal {
        return publicUrl.isPresent() ? publicUrl.get() : request.here();
    }

    /** A magnet link that names this index too, if others reach it under a URL that was said. */
    public Optional<String> magnet(Optional<String> link) {
        return publicUrl.isEmpty() ? link : link.map(text -> withTracker(text, publicUrl.get()));
    }

    private static String withTracker(String link, String url) {
        try {
            return Magnet.parse(link).withTracker(url + "/announce").toString();
        } catch (ProtocolException e) {
            return link;
        }
    }

    /**
     * Makes sure that what was signed for an index is for this one.
     *
     * @param from who sends it: {@code localhost} is another machine to anybody elsewhere
     * @throws TrackerRejection FORBIDDEN if it is for another
     */
    public void require(IndexName signedFor, PeerAddress from) throws TrackerRejection {
        if (!isOurs(signedFor, from)) {
            throw new TrackerRejection(
                    Reason.FORBIDDEN,
                    "this was signed for the index %s, which is no name of this one: whoever runs it can say --public-url http://%s"
                            .formatted(signedFor, signedFor));
        }
    }

    private boolean isOurs(IndexName name, PeerAddress from) {
        if (publicName.isPresent() && publicName.get().host().equals(name.host())) {
            return name.port() == publicName.get().port() || name.port() == port;
        }
        if (name.port() != port) {
            return false;
        }
        if (name.host().equals(LOCALHOST)) {
            return from.isLoopback();
        }
        return hosts.contains(name.host())
                || literal(name.host())
                        .filter(it ->
                                it.isLoopbackAddress()
                                        ? from.isLoopback()
                                        : addresses().contains(it))
                        .isPresent();
    }

    private Set<InetAddress> addresses() {
        long now = nanoTime.getAsLong();
        if (now - seen.until() >= 0) {
            seen = new Seen(look.get(), now + LOOK_EVERY);
        }
        return seen.addresses();
    }

    /** The address that a host is, if it is one; nothing is looked up. */
    private static Optional<InetAddress> literal(String host) {
        if (!LITERAL.matcher(host).matches()) {
            return Optional.empty(); // as nearly all hosts that are none, without an exception
        }
        try {
            boolean isIpv6 = host.startsWith("[");
            return Optional.of(
                    InetAddress.ofLiteral(isIpv6 ? host.substring(1, host.length() - 1) : host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Set<InetAddress> localAddresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(IndexNames::withoutZone)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (SocketException e) {
            return Set.of(); // then it has its other names only
        }
    }

    private static InetAddress withoutZone(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As it calls itself, and as the local network does (RFC 6762). */
    private static Set<String> hostNames() {
        try {
            String name = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
            String first = name.replaceFirst("\\..*$", "");
            return Stream.of(name, first, first + ".local").collect(Collectors.toSet());
        } catch (UnknownHostException e) {
            return Set.of();
        }
    }
}
