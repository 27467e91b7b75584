package dunlin.bench;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import dunlin.protocol.announce.AnnounceRequest.Event;
import dunlin.tracker.memory.MemorySwarmStore;
import dunlin.tracker.store.SwarmStore.Announce;
import dunlin.tracker.store.SwarmStore.Outcome;
import dunlin.tracker.store.SwarmStore.PeerSink;
import dunlin.tracker.store.SwarmStore.Role;
import dunlin.tracker.store.TrackerRejection;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Announces of known peers, answered with 50 others, in a thousand swarms of a hundred: what the
 * store alone does in a second. How that grows with threads: {@code -t 1}, then {@code -t 2}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AnnounceBenchmark {
    private static final int SWARMS = 1_000;
    private static final int PEERS = 100;
    private static final int SEEDERS = 10;
    private static final int WANTED = 50;
    private static final int LOOPBACK = 0x7f000001;
    private static final int FIRST_PORT = 1_024;
    private static final long NOW = 1_700_000_000;

    private final MemorySwarmStore store = new MemorySwarmStore(SWARMS, SWARMS * PEERS);
    private final InfoHash[] swarms = new InfoHash[SWARMS];

    /** What each thread has for itself. */
    @State(Scope.Thread)
    public static class Asker {
        final SplittableRandom random = new SplittableRandom();
        final Answer answer = new Answer();
    }

    /** Takes peers as an answer over UDP does. */
    static final class Answer implements PeerSink {
        final ByteBuffer bytes = ByteBuffer.allocateDirect(6 * WANTED);

        @Override
        public void ipv4(int address, int port) {
            bytes.putInt(address).putShort((short) port);
        }

        @Override
        public void ipv6(long high, long low, int port) {}
    }

    @Setup
    public void fill() throws TrackerRejection {
        SplittableRandom random = new SplittableRandom(1);
        Answer answer = new Answer();
        for (int swarm = 0; swarm < SWARMS; swarm++) {
            byte[] bytes = new byte[InfoHash.LENGTH];
            random.nextBytes(bytes);
            swarms[swarm] = InfoHash.of(bytes);
            for (int peer = 0; peer < PEERS; peer++) {
                announce(swarm, peer, answer);
            }
        }
    }

    private Outcome announce(int swarm, int peer, Answer answer) throws TrackerRejection {
        answer.bytes.clear();
        return store.announce(
                new Announce(
                        swarms[swarm],
                        PeerAddress.ipv4(LOOPBACK, FIRST_PORT + peer),
                        Optional.empty(),
                        peer < SEEDERS ? Role.SEEDER : Role.LEECHER,
                        Event.NONE,
                        WANTED,
                        0,
                        false,
                        NOW),
                answer);
    }

    @Benchmark
    public Outcome announce(Asker asker) throws TrackerRejection {
        return announce(asker.random.nextInt(SWARMS), asker.random.nextInt(PEERS), asker.answer);
    }
}
