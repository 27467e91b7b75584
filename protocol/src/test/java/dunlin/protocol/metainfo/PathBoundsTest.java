package dunlin.protocol.metainfo;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PathBoundsTest {
    @Test
    void takesPathsAsDeepAsOtherProgramsWriteThem() {
        List<String> deep = Collections.nCopies(120, "a");
        assertThatCode(() -> new PathBounds().add(deep)).doesNotThrowAnyException();
    }

    @Test
    void refusesPathsDeeperThanAnyoneNeeds() {
        List<String> deep = Collections.nCopies(129, "a");
        assertThatThrownBy(() -> new PathBounds().add(deep))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("129 names");
    }

    @Test
    void takesWhateverStandsSideBySide() {
        PathBounds bounds = new PathBounds();
        assertThatCode(
                        () -> {
                            bounds.add(List.of("a"));
                            bounds.add(List.of("a"));
                            bounds.add(List.of("A"));
                            bounds.add(List.of("a", "b"));
                        })
                .doesNotThrowAnyException();
    }
}
