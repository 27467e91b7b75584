package dunlin.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.interop.Dunlin.Shared;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A machine with no route to anywhere, and no name server that it could ask. */
class NoWayOutTest extends LabTest {
    @Test
    void sharesAndFetchesThereAsIfThereWereNoDhtToEnter() throws Exception {
        Host host = lab.closeLater(Namespaces.open()).host();
        Dunlin us = Dunlin.at(lab, host);
        Path content = Fixtures.folder(lab.folder("content").resolve("Ordner"));
        Shared shared = us.share(content, "--no-dht=false");
        Path folder = lab.folder("fetched");
        Dunlin.at(lab, host).fetch(shared.magnet(), folder, "--no-dht=false");
        assertThat(Fixtures.contentOf(folder.resolve("Ordner")))
                .isEqualTo(Fixtures.contentOf(content));
        assertThat(shared.program().errors())
                .noneMatch(line -> line.contains("DHT") || line.contains("router"));
    }
}
