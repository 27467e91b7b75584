package dunlin.discovery.local;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dunlin.discovery.PeerSource;
import dunlin.protocol.InfoHash;
import dunlin.protocol.local.LocalAnnounce;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
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
 * Finds the peers of all shares in the local network by multicast, and is found there (BEP 14).
 * Being found so proves nothing: anybody in the network can say anything. Has one thread, as long
 * as something is shared. Thread-safe; nothing blocks.
 */
public final class LocalDiscovery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalDiscovery.class);

    private final Optional<InetAddress> bind;
    private final int port;
    private final String cookie;
    private final Callers callers = new Callers(System.nanoTime()); // of the thread alone

    @GuardedBy("this")
    private final AnnounceTimes times;

    @GuardedBy("this")
    private final Map<InfoHash, List<LocalSource>> shares = new HashMap<>();

    @GuardedBy("this")
    private @Nullable Thread thread;

    /** The thread's, once it has opened it. */
    @GuardedBy("this")
    private @Nullable MulticastPort open;

    @GuardedBy("this")
    private boolean closed;

    /**
     * Says and hears nothing before there is a share.
     *
     * @param bind the address that this peer listens on and dials from; empty for all. Not one of
     *     this machine alone
     * @param port where this peer listens, 1 to 65535
     */
    public LocalDiscovery(Optional<InetAddress> bind, int port) {
        this.bind = bind;
        this.port = port;
        RandomGenerator random = RandomGenerator.getDefault();
        this.cookie = HexFormat.of().toHexDigits(random.nextInt());
        this.times = new AnnounceTimes(random, System.nanoTime());
    }

    /**
     * Begins to look for the peers of this share and to be found by them; not to be asked for a
     * private one.
     */
    public PeerSource source(InfoHash id, PeerSource.Subscriber subscriber) {
        LocalSource source = new LocalSource(this, id, subscriber);
        synchronized (this) {
            if (!closed) {
                shares.computeIfAbsent(id, _ -> new ArrayList<>(1)).add(source);
                times.add(id, System.nanoTime());
                wake();
            }
        }
        return source;
    }

    void remove(LocalSource source) {
        synchronized (this) {
            List<LocalSource> left = shares.get(source.id());
            if (left != null && left.remove(source) && left.isEmpty()) {
                shares.remove(source.id());
                times.remove(source.id());
                wake();
            }
        }
    }

    synchronized void hurry(InfoHash id) {
        times.hurry(id, System.nanoTime());
        wake();
    }

    @GuardedBy("this")
    private void wake() {
        if (thread == null && !shares.isEmpty()) {
            thread = Thread.ofPlatform().daemon().name("local discovery").start(this::run);
        } else if (open != null) {
            open.wake();
        }
    }

    private void run() {
        try (MulticastPort multicast = MulticastPort.open(bind)) {
            synchronized (this) {
                open = multicast;
            }
            while (step(multicast)) {
                // on and on
            }
        } catch (IOException e) {
            LOG.info("no discovery in the local network: {}", e.getMessage());
            synchronized (this) {
                end();
            }
        }
    }

    /** @return false if there is nothing more to do */
    private boolean step(MulticastPort multicast) throws IOException {
        List<InfoHash> due;
        long quiet;
        synchronized (this) {
            if (shares.isEmpty()) {
                end();
                return false;
            }
            long now = System.nanoTime();
            due = times.due(now);
            quiet = times.quiet(now);
        }
        if (!due.isEmpty()) {
            LocalAnnounce announce = new LocalAnnounce(port, due, cookie);
            multicast.tell(announce::toBytes);
        }
        multicast.hear(Duration.ofNanos(quiet), this::heard);
        return true;
    }

    @GuardedBy("this")
    private void end() {
        thread = null;
        open = null;
    }

    private void heard(InetAddress from, byte[] packet) {
        try {
            read(from, packet);
        } catch (RuntimeException e) { // no packet is to end it for all
            LOG.error("A fault of ours in hearing {}", from, e);
        }
    }

    private void read(InetAddress from, byte[] packet) {
        long now = System.nanoTime();
        if (!callers.mayCall(now)) {
            return;
        }
        Optional<LocalAnnounce> read =
                LocalAnnounce.parse(packet).filter(it -> !it.cookie().equals(cookie));
        if (read.isEmpty()) {
            return;
        }
        LocalAnnounce announce = read.get();
        List<LocalSource> sought = new ArrayList<>();
        synchronized (this) {
            for (InfoHash id : announce.ids()) {
                sought.addAll(shares.getOrDefault(id, List.of()));
            }
            if (sought.isEmpty() || !callers.mayName(from, announce.port(), now)) {
                return;
            }
            sought.forEach(source -> times.asked(source.id(), now));
        }
        InetSocketAddress peer = new InetSocketAddress(from, announce.port());
        sought.forEach(source -> source.found(peer));
    }

    /** Ends the thread; the sources find nobody any more. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            shares.clear();
            wake();
        }
    }
}
