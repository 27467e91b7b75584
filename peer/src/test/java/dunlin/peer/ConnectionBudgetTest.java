package dunlin.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConnectionBudgetTest {
    private static final long KIB = 1024;

    private final ConnectionBudget budget = new ConnectionBudget(8, 100 * KIB);
    private final List<Connection> closed = new ArrayList<>();

    /** A connection of which only its bytes and its patience matter. */
    private final class Connection implements ConnectionBudget.Holder {
        private final ConnectionBudget.Holding holding = budget.holding(this);
        private final long stuckSeconds;

        private Connection(long stuckSeconds) {
            this.stuckSeconds = stuckSeconds;
        }

        private void holds(long bytes) {
            holding.change(bytes);
            holding.makeRoom();
        }

        @Override
        public long stuckNanos(long nanoTime) {
            return TimeUnit.SECONDS.toNanos(stuckSeconds);
        }

        @Override
        public void giveWay(String reason) {
            closed.add(this);
        }
    }

    @Test
    void closesNobodyWhileThereIsRoom() {
        new Connection(50).holds(60 * KIB);
        new Connection(50).holds(40 * KIB);
        assertThat(closed).isEmpty();
        assertThat(budget.heldBytes()).isEqualTo(100 * KIB);
    }

    @Test
    void letsTheLargestGoFirst() {
        Connection large = new Connection(0);
        large.holds(60 * KIB);
        new Connection(0).holds(20 * KIB);
        new Connection(0).holds(21 * KIB);
        assertThat(closed).containsExactly(large);
        assertThat(budget.heldBytes()).isEqualTo(41 * KIB);
    }

    @Test
    void letsThoseWhoDoNotReadGoBeforeAReaderWithMore() {
        Connection reader = new Connection(0);
        List<Connection> deaf = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            deaf.add(new Connection(30));
            deaf.getLast().holds(10 * KIB);
        }
        reader.holds(90 * KIB);
        assertThat(closed).hasSize(3).isSubsetOf(deaf);
    }

    @Test
    void countsNothingForAConnectionThatIsClosed() {
        Connection one = new Connection(0);
        one.holds(60 * KIB);
        one.holding.end();
        one.holds(60 * KIB);
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void keepsAQuarterOfTheConnectionsForDialling() {
        for (int i = 0; i < 6; i++) {
            assertThat(budget.enterIncoming()).isTrue();
        }
        assertThat(budget.enterIncoming()).isFalse();
        assertThat(budget.enterDialled()).isTrue();
        assertThat(budget.enterDialled()).isTrue();
        assertThat(budget.enterDialled()).isFalse();
        budget.leave();
        assertThat(budget.enterIncoming()).as("the place is a dialler's").isFalse();
        assertThat(budget.enterDialled()).isTrue();
    }
}
