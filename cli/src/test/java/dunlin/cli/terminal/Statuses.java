package dunlin.cli.terminal;

import dunlin.peer.Transport;
import dunlin.swarm.SwarmStatus;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Makes states of a swarm of 100 pieces of 1 MiB for tests. */
public final class Statuses {
    private static final long MIB = 1 << 20;

    private Statuses() {}

    public static SwarmStatus status(int had, long mibPerSecond, SwarmStatus.Peer... peers) {
        return new SwarmStatus(
                100,
                had,
                100 * MIB,
                had * MIB,
                mibPerSecond * MIB,
                0,
                had * MIB,
                0,
                peers.length,
                List.of(peers),
                List.of(),
                0);
    }

    public static SwarmStatus.Peer peer(int port, String client, int pieces, long mibPerSecond) {
        return new SwarmStatus.Peer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                client,
                Transport.Kind.TCP,
                pieces,
                mibPerSecond * MIB,
                0,
                0,
                mibPerSecond == 0,
                false);
    }
}
