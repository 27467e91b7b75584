package dunlin.bench;

import dunlin.protocol.Geometry;
import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.Info;
import dunlin.protocol.metainfo.InfoBuilder;
import dunlin.protocol.metainfo.Metainfo;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What reading a .torrent costs, with all its checks of names and paths. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class MetainfoBenchmark {
    private static final int FILE_SIZE = 100_000;
    private static final int PIECE_LENGTH = 1 << 18;

    @Param({"1", "10000"})
    private int files;

    private byte[] torrent = {};

    @Setup
    public void write() throws ProtocolException {
        List<InfoBuilder.File> list =
                IntStream.range(0, files)
                        .mapToObj(number -> List.of("folder " + number % 100, "file " + number))
                        .map(path -> new InfoBuilder.File(path, FILE_SIZE, false))
                        .toList();
        int pieces = new Geometry((long) files * FILE_SIZE, PIECE_LENGTH).pieces();
        Info info =
                InfoBuilder.multiFile("share", list)
                        .pieceLength(PIECE_LENGTH)
                        .pieceHashes(new byte[pieces * Info.PIECE_HASH_LENGTH])
                        .build();
        torrent = Metainfo.of(info, List.of(List.of("http://localhost:6969/announce"))).encode();
    }

    @Benchmark
    public Metainfo parse() throws ProtocolException {
        return Metainfo.parse(torrent);
    }
}
