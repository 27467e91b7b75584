package dunlin.bench;

import dunlin.protocol.Bitfield;
import dunlin.protocol.Block;
import dunlin.protocol.Geometry;
import dunlin.swarm.pick.Picker;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the picker costs for each block, from being picked to its piece being verified: many peers
 * take turns, each with a random half of the pieces.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PickerBenchmark {
    private static final int BATCH = 1024;
    private static final int PIECE_LENGTH = 16 * Geometry.BLOCK_LENGTH;

    @Param({"1000", "100000"})
    int pieces;

    @Param({"5", "100"})
    int peers;

    private Geometry geometry = new Geometry(0, 1);
    private List<Bitfield> fields = List.of();
    private Picker<Integer> picker = new Picker<>(geometry, Bitfield.none(0), new Random(1));
    private int turn;

    @Setup
    public void prepare() {
        geometry = new Geometry((long) pieces * PIECE_LENGTH, PIECE_LENGTH);
        Random random = new Random(1);
        fields = new ArrayList<>();
        for (int peer = 0; peer < peers; peer++) {
            Bitfield field = Bitfield.none(pieces);
            for (int piece = 0; piece < pieces; piece++) {
                if (peer == 0 || random.nextBoolean()) {
                    field.set(piece);
                }
            }
            fields.add(field);
        }
        begin();
    }

    private void begin() {
        picker = new Picker<>(geometry, Bitfield.none(pieces), new Random(2));
        for (int peer = 0; peer < peers; peer++) {
            picker.joined(peer);
            picker.has(peer, fields.get(peer));
        }
    }

    /** A batch of blocks; a share that is complete begins anew, which is part of the time. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int blocks() {
        int done = 0;
        while (done < BATCH) {
            if (picker.complete()) {
                begin();
            }
            int peer = turn++ % peers;
            for (Block block : picker.pick(peer, 32, turn)) {
                if (picker.begins(peer, block)
                        && picker.arrived(peer, block) == Picker.Arrival.COMPLETES_PIECE) {
                    picker.verified(block.piece());
                }
                done++;
            }
        }
        return done;
    }
}
