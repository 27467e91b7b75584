package dunlin.bench;

import dunlin.protocol.ProtocolException;
import dunlin.protocol.metainfo.InfoBuilder;
import dunlin.protocol.metainfo.Metainfo;
import dunlin.protocol.metainfo.Tiers;
import java.util.ArrayList;
import java.util.List;
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

/** Reading a torrent of ten thousand files, with every check of names and numbers. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MetainfoBenchmark {
    private static final int FILES = 10_000;
    private static final int PIECE_LENGTH = 256 * 1024;

    private byte[] torrent = {};

    @Setup
    public void prepare() throws ProtocolException {
        List<InfoBuilder.File> files = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            List<String> path = List.of("folder " + i % 100, "file number " + i + ".bin");
            files.add(new InfoBuilder.File(path, PIECE_LENGTH, false));
        }
        Metainfo metainfo =
                Metainfo.of(
                        InfoBuilder.multiFile("share", files)
                                .pieceLength(PIECE_LENGTH)
                                .pieceHashes(new byte[20 * FILES])
                                .build(),
                        Tiers.each(List.of("http://192.0.2.1:6969/announce")));
        torrent = metainfo.encode();
    }

    @Benchmark
    public Metainfo parse() throws ProtocolException {
        return Metainfo.parse(torrent);
    }
}
