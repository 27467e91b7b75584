package dunlin.cli;

import static dunlin.cli.Statuses.peer;
import static dunlin.cli.Statuses.status;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VisitorsTest {
    private final Visitors visitors = new Visitors("photos");

    @Test
    void saysWhoComesFinishesAndGoesOnceEach() {
        assertThat(visitors.look(status(100, 0))).isEmpty();
        assertThat(visitors.look(status(100, 0, peer(7, "aria2 1.36", 1, 0))))
                .containsExactly("127.0.0.1:7 (aria2 1.36) fetches photos");
        assertThat(visitors.look(status(100, 0, peer(7, "aria2 1.36", 60, 0)))).isEmpty();
        assertThat(visitors.look(status(100, 0, peer(7, "aria2 1.36", 100, 0))))
                .containsExactly("127.0.0.1:7 (aria2 1.36) has all of photos");
        assertThat(visitors.look(status(100, 0, peer(7, "aria2 1.36", 100, 0)))).isEmpty();
        assertThat(visitors.look(status(100, 0)))
                .containsExactly("127.0.0.1:7 (aria2 1.36) left, with all of photos");
    }

    @Test
    void saysHowFarOneGotWhoLeftEarly() {
        visitors.look(status(100, 0, peer(7, "", 40, 0)));
        assertThat(visitors.look(status(100, 0)))
                .containsExactly(
                        "127.0.0.1:7 left; it had 40 of 100 pieces of photos when last seen");
    }

    @Test
    void doesNotSpeakOfOneWhoOnlyAsks() {
        assertThat(visitors.look(status(100, 0, peer(7, "x", 0, 0)))).isEmpty();
        assertThat(visitors.look(status(100, 0))).isEmpty();
    }

    @Test
    void doesNotCallASeederAVisitor() {
        assertThat(visitors.look(status(100, 0, peer(7, "x", 100, 0)))).isEmpty();
    }
}
