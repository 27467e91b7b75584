package dunlin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dunlin.net.HostPort;
import dunlin.node.api.FetchOrder;
import dunlin.node.api.ShareState;
import dunlin.node.api.Wanted;
import dunlin.protocol.metainfo.Magnet;
import dunlin.protocol.metainfo.Metainfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A link does not tell that its share is private (BEP 27): that comes with the metadata. */
@Tag("attack")
class PrivateLinkAttackTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir private Path folder;

    /** How often the link's own peer was dialled until all was fetched from the tracker's. */
    private int visitsOfALinksPeer(boolean isPrivate) throws Exception {
        try (LocalSwarm swarm = LocalSwarm.in(folder)) {
            Metainfo share = swarm.folder("linked", 500_000, 16 * 1024, isPrivate);
            swarm.seeder(share);
            try (MetadataGiver giver = new MetadataGiver(share.info())) {
                Magnet link =
                        Magnet.parse(
                                "magnet:?xt=urn:btih:%s&x.pe=%s"
                                        .formatted(
                                                share.info().id(),
                                                HostPort.format(giver.address())));
                Node node = swarm.node();
                int number =
                        node.fetch(
                                        new Wanted.Linked(link, swarm.trackers()),
                                        new FetchOrder(
                                                swarm.downloads("linked"), Optional.empty(), LONG))
                                .number();
                await().atMost(LONG)
                        .until(() ->
                                node.share(number).orElseThrow().state()
                                        instanceof ShareState.Serving);
                if (!isPrivate) {
                    await().atMost(LONG).until(() -> giver.visits.get() > 1);
                }
                return giver.visits.get();
            }
        }
    }

    @Test
    void theLinksPeerIsGivenUpOnceTheShareIsKnownToBePrivate() throws Exception {
        assertThat(visitsOfALinksPeer(true)).as("for the metadata alone").isOne();
    }

    @Test
    void otherwiseItIsAskedForPiecesToo() throws Exception {
        assertThat(visitsOfALinksPeer(false)).isGreaterThan(1);
    }
}
