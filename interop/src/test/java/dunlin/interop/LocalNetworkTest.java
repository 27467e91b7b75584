package dunlin.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Peers of one local network that know nothing of each other, and no index. */
class LocalNetworkTest extends LabTest {
    private static final String HEARS = "DUNLIN_NO_LSD=false";

    @Test
    void eightPeersFindEachOtherByMulticastWithAnIdAlone() throws Exception {
        var network = lab.closeLater(Namespaces.open());
        Path film = Fixtures.randomFile(lab.folder("content").resolve("film"), 2 * Fixtures.MIB);
        Dunlin.Shared shared = Dunlin.at(lab, network.host().with(HEARS)).share(film);

        List<Program> fetches = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            Dunlin peer = Dunlin.at(lab, network.host().with(HEARS));
            fetches.add(peer.get(shared.id(), lab.folder("fetched"), "--timeout", "60s"));
        }

        for (Program fetch : fetches) {
            assertThat(Dunlin.awaitFetched(fetch).path()).hasSameBinaryContentAs(film);
        }
    }

    @Test
    void whoOnlyLooksIsAnsweredFromTheNetworkAndFromTheSameMachine() throws Exception {
        var network = lab.closeLater(Namespaces.open());
        Host atAda = network.host().with(HEARS);
        Path film = Fixtures.randomFile(lab.folder("content").resolve("film"), Fixtures.MIB);
        Dunlin.at(lab, atAda).share(film, "--name", "Ada");

        for (Host where : List.of(network.host().with(HEARS), atAda)) {
            Dunlin bob = Dunlin.at(lab, where);
            Program peers = bob.start("peers", "--port", "0", "--bind", where.address());
            assertThat(peers.exitCode()).as("exit code of" + peers).isZero();
            assertThat(String.join("", peers.output())).contains("\"Ada\"");
        }
        Dunlin bob = Dunlin.at(lab, network.host().with(HEARS));
        assertThat(bob.fetch("film", lab.folder("fetched")).path()).hasSameBinaryContentAs(film);
    }
}
