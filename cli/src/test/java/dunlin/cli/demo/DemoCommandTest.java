package dunlin.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.cli.Dunlin;
import dunlin.protocol.Bitfield;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DemoCommandTest {
    @TempDir Path folder;

    @Test
    void everyPeerIsNeededAndEveryPieceComes() throws Exception {
        byte[] bytes = new byte[2_000_000];
        new Random(1).nextBytes(bytes);
        Path content = Files.write(folder.resolve("content"), bytes);
        Dunlin.Run run = new Dunlin(folder).run("demo", content, "--json", "--up", "100M");
        assertThat(run.code()).as(run.err()).isZero();
        List<String> events =
                run.jsonLines().stream().map(line -> line.get("event").asString()).toList();
        assertThat(events).startsWith("listening", "shared").endsWith("done", "verified");
        JsonNode done = run.jsonLines().get(events.indexOf("done"));
        assertThat(done.get("verified").asBoolean()).isTrue();
        assertThat(done.get("sources").size()).isEqualTo(3);
        assertThat(Path.of(done.get("path").asString())).as("it cleans up").doesNotExist();
    }

    @Test
    void thePartsAreDisjointAndTogetherTheWhole() {
        List<Bitfield> parts = DemoSwarm.parts(10, 3);
        Bitfield all = Bitfield.none(10);
        int count = 0;
        for (Bitfield part : parts) {
            count += part.count();
            for (int piece = part.nextSet(0); piece >= 0; piece = part.nextSet(piece + 1)) {
                all.set(piece);
            }
        }
        assertThat(all.isAll()).isTrue();
        assertThat(count).isEqualTo(10);
    }
}
