package dunlin.discovery.local;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.discovery.PeerSource;
import dunlin.net.Ticker;
import dunlin.protocol.InfoHash;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls out in the local networks what is shared here, and hears who else has it (BEP 14). Opens
 * nothing before the first share. Where a machine is in no network that carries multicast it does
 * nothing. Being heard here says nothing of who somebody is. Thread-safe.
 *
 * <p>The lock guards the schedule and who wants to hear; nobody is called under it.
 */
public final class LocalDiscovery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalDiscovery.class);

    private static final int PORT = 6771;
    private static final InetSocketAddress IPV4 =
            new InetSocketAddress(InetAddress.ofLiteral("239.192.152.143"), PORT);
    private static final InetSocketAddress IPV6 =
            new InetSocketAddress(InetAddress.ofLiteral("ff15::efc0:988f"), PORT);

    /** How often new networks of this machine are looked for. */
    private static final long LOOK = 60_000_000_000L;

    /**
     * Packets that are listened to: at once, and a second. Anybody in the network may send some.
     */
    private static final int AT_ONCE = 200;

    private static final long NANOS_EACH = 1_000_000_000L / 50;

    private final int port;
    private final Optional<InetAddress> bind;
    private final Ticker ticker;
    private final String cookie;

    @GuardedBy("this")
    private final LocalSchedule schedule;

    @GuardedBy("this")
    private final Map<InfoHash, LocalSource> sources = new HashMap<>();

    @GuardedBy("this")
    private List<MulticastGroup> groups = List.of();

    @GuardedBy("this")
    private Ticker.@Nullable Loop loop;

    @GuardedBy("this")
    private boolean closed;

    /** Only used by the loop. */
    private long lookAt;

    @GuardedBy("this")
    private long heardUntil;

    /**
     * @param port where peers are listened for, 1 to 65535
     * @param bind the one address of this machine to be heard from, if a person named one; not a
     *     loopback one, where there is nobody to hear
     * @param random for the cookie and for chosen times
     */
    public LocalDiscovery(
            int port, Optional<InetAddress> bind, Ticker ticker, RandomGenerator random) {
        this.port = port;
        this.bind = bind;
        this.ticker = ticker;
        this.cookie = HexFormat.of().toHexDigits(random.nextLong());
        this.schedule = new LocalSchedule(random, ticker.nanoTime());
        this.lookAt = ticker.nanoTime() + LOOK;
        this.heardUntil = ticker.nanoTime();
    }

    /** Begins to call out a share, and to hear of it. Of one share there is one at a time. */
    public PeerSource source(InfoHash share, PeerSource.Subscriber subscriber) {
        LocalSource source = new LocalSource(this, share, subscriber, ticker.nanoTime());
        synchronized (this) {
            if (!closed) {
                sources.put(share, source);
                schedule.add(share, ticker.nanoTime());
                open();
            }
        }
        return source;
    }

    @GuardedBy("this")
    private void open() {
        if (loop == null) {
            loop = ticker.loop("local-discovery", this::call);
            ticker.start("local-discovery-open", this::listen);
        } else {
            loop.wake();
        }
    }

    /** Opening may take a moment where there are many interfaces: nobody waits for it. */
    private void listen() {
        List<MulticastGroup> open = new ArrayList<>();
        for (InetSocketAddress group : List.of(IPV4, IPV6)) {
            try {
                open.add(MulticastGroup.open(group, bind));
            } catch (IOException | RuntimeException e) { // no IPv6, say
                LOG.debug("nothing is heard of {}: {}", group, e.toString());
            }
        }
        synchronized (this) {
            if (!closed) {
                groups = List.copyOf(open);
                if (loop != null) {
                    loop.wake();
                }
            }
        }
        if (groups().isEmpty()) {
            open.forEach(MulticastGroup::close);
        } else {
            open.forEach(group -> ticker.start("local-discovery-hear", () -> hear(group)));
        }
    }

    private synchronized List<MulticastGroup> groups() {
        return groups;
    }

    /** Calls out what is due. */
    private long call(long now) {
        List<MulticastGroup> to = groups();
        List<InfoHash> due;
        synchronized (this) {
            if (closed) {
                return Ticker.Step.END;
            }
            due = to.isEmpty() ? List.of() : schedule.take(now);
        }
        try {
            call(due.stream().filter(share -> mayBeCalled(share, now)).toList(), to, now);
        } catch (ClosedChannelException _) {
            return Ticker.Step.END;
        } catch (IOException e) {
            LOG.debug("the networks of this machine cannot be told", e);
        }
        synchronized (this) {
            return to.isEmpty() ? LOOK : Math.min(LOOK, schedule.idle(now));
        }
    }

    private boolean mayBeCalled(InfoHash share, long now) {
        LocalSource source = sourceOf(share);
        if (source != null && source.mayBeAnnounced()) {
            return true;
        }
        synchronized (this) {
            schedule.notCalled(share, now);
        }
        return false;
    }

    private void call(List<InfoHash> shares, List<MulticastGroup> to, long now) throws IOException {
        boolean looks = lookAt - now <= 0;
        lookAt = looks ? now + LOOK : lookAt;
        LocalAnnouncement announcement = announcement(shares, false);
        for (MulticastGroup group : to) {
            if (looks) {
                group.look();
            }
            if (!shares.isEmpty()) {
                group.send(announcement.toBytes(text(group.group())));
            }
        }
    }

    private synchronized @Nullable LocalSource sourceOf(InfoHash share) {
        return sources.get(share);
    }

    private static String text(InetSocketAddress group) {
        String host = group.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + group.getPort();
    }

    private void hear(MulticastGroup group) {
        try {
            while (true) {
                group.receive((packet, length, sender) -> {
                    if (mayBeHeard() && group.isLocal(sender)) {
                        LocalAnnouncement.parse(packet, length)
                                .filter(it -> it.cookie().filter(cookie::equals).isEmpty())
                                .ifPresent(it -> heard(it, sender, group));
                    }
                });
            }
        } catch (IOException _) {
            group.close(); // as it is, most often, already
        }
    }

    /** The threat: a flood in the local network is to cost next to nothing. */
    private synchronized boolean mayBeHeard() {
        long now = ticker.nanoTime();
        heardUntil = heardUntil - now < 0 ? now : heardUntil;
        if (heardUntil - now > AT_ONCE * NANOS_EACH) {
            return false;
        }
        heardUntil += NANOS_EACH;
        return true;
    }

    /** Somebody else called: whoever may be told of us is told at once. */
    private void heard(LocalAnnouncement call, InetAddress sender, MulticastGroup group) {
        InetSocketAddress peer = new InetSocketAddress(sender, call.port());
        List<InfoHash> common = new ArrayList<>();
        for (InfoHash share : call.shares()) {
            LocalSource source = sourceOf(share);
            if (source != null) {
                source.found(peer);
                if (source.mayBeAnnounced()) {
                    common.add(share);
                }
            }
        }
        if (common.isEmpty() || call.isAnswer()) {
            return;
        }
        try {
            group.answer(announcement(common, true).toBytes(text(group.group())), sender);
        } catch (IOException e) {
            LOG.debug("{} is not answered: {}", sender, e.toString());
        }
    }

    private LocalAnnouncement announcement(List<InfoHash> shares, boolean isAnswer) {
        return new LocalAnnouncement(port, shares, Optional.of(cookie), isAnswer);
    }

    void hurry(InfoHash share) {
        synchronized (this) {
            schedule.hurry(share, ticker.nanoTime());
            wake();
        }
    }

    boolean isBefore(long time) {
        return ticker.nanoTime() - time < 0;
    }

    void end(InfoHash share, LocalSource source) {
        synchronized (this) {
            if (sources.remove(share, source)) {
                schedule.remove(share);
            }
        }
    }

    @GuardedBy("this")
    private void wake() {
        if (loop != null) {
            loop.wake();
        }
    }

    /** Says nothing more, and hears nothing more. */
    @Override
    public void close() {
        List<MulticastGroup> open;
        synchronized (this) {
            closed = true;
            open = groups;
            groups = List.of();
            if (loop != null) {
                loop.close();
            }
        }
        open.forEach(MulticastGroup::close);
    }
}
