package dunlin.node.find;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.NameLookup;
import dunlin.node.api.Wanted;
import dunlin.protocol.metainfo.Magnet;
import dunlin.protocol.metainfo.Tiers;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A link whose peers are names that nobody answers for. */
@Tag("attack")
class LinkPeersAttackTest {
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final NameLookup names =
            new NameLookup(name -> {
                asked.incrementAndGet();
                if (name.equals("good.example")) {
                    return new InetAddress[] {InetAddress.ofLiteral("198.51.100.7")};
                }
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new UnknownHostException(name);
            });

    @AfterEach
    void letThemGo() {
        end.countDown();
    }

    private static Wanted link(int deadNames) throws Exception {
        StringBuilder link = new StringBuilder("magnet:?xt=urn:btih:" + "ab".repeat(20));
        for (int i = 0; i < deadNames; i++) {
            link.append("&x.pe=dead").append(i).append(".example:6881");
        }
        link.append("&x.pe=good.example:1&x.pe=198.51.100.8:2&x.pe=[2001:db8::1]:3");
        return new Wanted.Linked(Magnet.parse(link.toString()), Tiers.NONE);
    }

    @Test
    void peersWithAnAddressWaitForNoName() throws Exception {
        Wanted link = link(10);
        assertThat(LinkPeers.withAddress(link))
                .extracting(at -> at.getPort())
                .containsExactly(2, 3);
        assertThat(LinkPeers.haveNames(link)).isTrue();
        assertThat(asked).hasValue(0);
    }

    @Test
    void namesAreLookedForAtOnceAndUpToADeadline() throws Exception {
        assertThat(LinkPeers.withName(link(10), Duration.ofMillis(500), names))
                .extracting(at -> at.getPort())
                .isEqualTo(List.of(1));
    }

    @Test
    void aLinkOfManyNamesMakesThisMachineAskForFew() throws Exception {
        assertThat(LinkPeers.withName(link(200), Duration.ofMillis(500), names)).isEmpty();
        assertThat(asked).hasValueLessThanOrEqualTo(16);
    }
}
