package dunlin.testkit.internet;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Carries IPv4 packets between hosts, each of which has a network device that ends here. A host may
 * be behind a router: others see the router's address, and reach it only as {@link Nat} says. A
 * thread for each host.
 */
public final class Internet implements AutoCloseable {
    private static final int LONGEST = 65_535;

    /** How soon it is seen that all is to end, nanoseconds. */
    private static final long LOOK = 100_000_000;

    private final Map<Integer, Site> sites = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean isClosed;

    /** Where packets to one address go. */
    private record Site(Tun device, Optional<Nat> router) {}

    /**
     * Makes a device for a host that has this address.
     *
     * @param device its name, at most 15 characters; it is to be given to the host
     * @throws IOException if the system makes none
     */
    public void host(String device, String address) throws IOException {
        add(Tun.open(device), number(address), Optional.empty());
    }

    /**
     * Makes a device for a host behind a router of its own.
     *
     * @param outer the router's address
     * @param keepsPorts whether the router shows the host with the ports that it has itself
     */
    public void hidden(String device, String outer, boolean keepsPorts) throws IOException {
        int address = number(outer);
        add(Tun.open(device), address, Optional.of(new Nat(address, keepsPorts)));
    }

    private static int number(String address) {
        return ByteBuffer.wrap(InetAddress.ofLiteral(address).getAddress()).getInt();
    }

    private void add(Tun device, int address, Optional<Nat> router) {
        Site site = new Site(device, router);
        sites.put(address, site);
        threads.add(Thread.ofPlatform().daemon().name(device.name()).start(() -> carry(site)));
    }

    private void carry(Site from) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(LONGEST);
        while (!isClosed) {
            Tun.await(LOOK, from.device());
            if (from.device().read(bytes) && IpPacket.is(bytes)) {
                carry(IpPacket.in(bytes), from).ifPresent(to -> to.device().write(bytes));
            }
        }
    }

    /** Changes the packet as the routers on its way do. @return where it arrives, if it does */
    private synchronized Optional<Site> carry(IpPacket packet, Site from) {
        from.router().ifPresent(router -> router.outwards(packet));
        return Optional.ofNullable(sites.get(packet.destination().address()))
                .filter(to -> to.router().map(router -> router.inwards(packet)).orElse(true));
    }

    /** Ends it, and takes the devices away. */
    @Override
    public void close() throws InterruptedException {
        isClosed = true;
        for (Thread thread : threads) {
            thread.join();
        }
        sites.values().forEach(site -> site.device().close());
    }
}
