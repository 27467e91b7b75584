package dunlin.bench;

import dunlin.protocol.Bitfield;
import dunlin.protocol.Block;
import dunlin.protocol.Geometry;
import dunlin.swarm.Picker;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What deciding costs over the whole of a share: to be divided by its 65,536 blocks (1 GiB). */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class PickerBenchmark {
    private static final Geometry GEOMETRY = new Geometry(1L << 30, 1 << 20);
    private static final int ASKED_AT_ONCE = 32;

    @Param({"1", "10", "100"})
    private int peers;

    /** Every peer has a random half of the pieces, the first has all; each is asked in turn. */
    @Benchmark
    public Bitfield pickAll() {
        var random = new Random(1);
        int pieces = GEOMETRY.pieces();
        var picker = new Picker<Integer>(GEOMETRY, Bitfield.none(pieces), random);
        for (int peer = 0; peer < peers; peer++) {
            picker.joined(peer);
            picker.has(peer, peer == 0 ? Bitfield.all(pieces) : half(pieces, random));
        }
        long time = 0;
        for (int peer = 0; !picker.complete(); peer = (peer + 1) % peers) {
            take(picker, peer, picker.pick(peer, ASKED_AT_ONCE, time++));
        }
        return picker.have();
    }

    private static void take(Picker<Integer> picker, int peer, List<Block> blocks) {
        for (Block block : blocks) {
            if (picker.begins(peer, block)
                    && picker.arrived(peer, block) == Picker.Arrival.COMPLETES_PIECE) {
                picker.verified(block.piece());
            }
        }
    }

    private static Bitfield half(int pieces, Random random) {
        Bitfield half = Bitfield.none(pieces);
        for (int piece = 0; piece < pieces; piece++) {
            if (random.nextBoolean()) {
                half.set(piece);
            }
        }
        return half;
    }
}
