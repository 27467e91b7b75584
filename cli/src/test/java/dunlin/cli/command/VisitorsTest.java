package dunlin.cli.command;

import static dunlin.cli.terminal.Statuses.peer;
import static dunlin.cli.terminal.Statuses.status;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.net.HostPort;
import dunlin.swarm.SwarmStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class VisitorsTest {
    private final Visitors visitors = new Visitors();

    private List<String> look(String share, SwarmStatus status) {
        return visitors.look(share, status, HostPort::format);
    }

    @Test
    void saysWhoComesFinishesAndGoesOnceEach() {
        assertThat(look("photos", status(100, 0))).isEmpty();
        assertThat(look("photos", status(100, 0, peer(7, "aria2 1.36", 1, 0))))
                .containsExactly("127.0.0.1:7 (aria2 1.36) fetches photos");
        assertThat(look("photos", status(100, 0, peer(7, "aria2 1.36", 60, 0)))).isEmpty();
        assertThat(look("photos", status(100, 0, peer(7, "aria2 1.36", 100, 0))))
                .containsExactly("127.0.0.1:7 (aria2 1.36) has all of photos");
        assertThat(look("photos", status(100, 0, peer(7, "aria2 1.36", 100, 0)))).isEmpty();
        visitors.left(peer(7, "", 0, 0).address(), "aria2 1.36", 100, 3 << 20);
        assertThat(look("photos", status(100, 0)))
                .containsExactly(
                        "127.0.0.1:7 (aria2 1.36) left, with all of photos; 3 MiB of it from here");
        assertThat(look("photos", status(100, 0))).isEmpty();
    }

    @Test
    void saysHowFarOneGotWhoLeftEarly() {
        visitors.left(peer(7, "", 0, 0).address(), "", 40, 2048);
        assertThat(look("photos", status(100, 0)))
                .containsExactly(
                        "127.0.0.1:7 left, with 40 of 100 pieces of photos when last seen; 2 KiB of it from here");
    }

    @Test
    void missesNobodyWhoComesAndGoesBetweenTwoLooks() {
        look("photos", status(100, 0));
        visitors.left(peer(7, "", 0, 0).address(), "x", 100, 1024);
        assertThat(look("photos", status(100, 0)))
                .containsExactly("127.0.0.1:7 (x) left, with all of photos; 1 KiB of it from here");
    }

    @Test
    void doesNotSpeakOfOneWhoOnlyAsks() {
        assertThat(look("photos", status(100, 0, peer(7, "x", 0, 0)))).isEmpty();
        visitors.left(peer(7, "x", 0, 0).address(), "x", 0, 0);
        assertThat(look("photos", status(100, 0))).isEmpty();
    }

    @Test
    void doesNotCallASeederAVisitor() {
        assertThat(look("photos", status(100, 0, peer(7, "x", 100, 0)))).isEmpty();
    }

    @Test
    void callsAPeerByItsName() {
        assertThat(visitors.look("photos", status(100, 0, peer(7, "x", 1, 0)), _ -> "bea"))
                .containsExactly("bea (x) fetches photos");
    }
}
