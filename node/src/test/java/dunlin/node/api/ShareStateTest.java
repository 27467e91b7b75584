package dunlin.node.api;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.node.api.NodeRefusal.Why;
import dunlin.node.api.ShareState.Checking;
import dunlin.node.api.ShareState.Closed;
import dunlin.node.api.ShareState.Describing;
import dunlin.node.api.ShareState.Failed;
import dunlin.node.api.ShareState.Fetching;
import dunlin.node.api.ShareState.Paused;
import dunlin.node.api.ShareState.Serving;
import dunlin.node.api.ShareState.Work;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareStateTest {
    private static final List<ShareState> ALL =
            List.of(
                    new Describing(Work.HASHING, 1, 2),
                    new Checking(1, 2),
                    new Fetching(),
                    new Serving(),
                    new Paused(),
                    new Failed(new NodeRefusal(new Why.Closing())),
                    new Closed());

    @ParameterizedTest
    @CsvSource({
        "Describing, Describing Checking Fetching Serving Paused Failed Closed",
        "Checking,   Checking Fetching Serving Paused Failed Closed",
        "Fetching,   Serving Paused Failed Closed",
        "Serving,    Paused Failed Closed",
        "Paused,     Describing Closed",
        "Failed,     Describing Closed",
        "Closed,     ''",
    })
    void becomesOnlyWhatItsPictureShows(String from, String to) {
        ShareState state =
                ALL.stream().filter(it -> name(it).equals(from)).findFirst().orElseThrow();
        String[] following =
                ALL.stream()
                        .filter(state::mayBecome)
                        .map(ShareStateTest::name)
                        .toArray(String[]::new);
        assertThat(String.join(" ", following)).isEqualTo(to);
    }

    private static String name(ShareState state) {
        return state.getClass().getSimpleName();
    }
}
