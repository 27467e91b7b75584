package dunlin.protocol.metainfo;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dunlin.protocol.ProtocolException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathTreeTest {
    private static void add(String... paths) throws ProtocolException {
        PathTree tree = new PathTree();
        for (String path : paths) {
            tree.add(Arrays.asList(path.split("/")));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a,          a",
        "x/a,        x/a",
        "A,          a",
        "x/A,        X/a",
        "GRÜN,       grün",
        "gr\u00fcn,  gru\u0308n",
        "\u212b,     a\u030a",
    })
    void refusesTwoFilesThatSomeDiskTakesForOne(String one, String other) {
        assertThatThrownBy(() -> add(one, other))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("is there twice");
    }

    @Test
    void refusesAFileWhereAnotherNeedsAFolder() {
        assertThatThrownBy(() -> add("a", "a/b"))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("the file \"a/b\" needs a folder where another file is");
        assertThatThrownBy(() -> add("a/b", "A"))
                .hasMessage("the file \"A\" is a file where another needs a folder");
    }

    @Test
    void acceptsNeighboursInOneFolderHoweverItIsWritten() {
        assertThatCode(() -> add("x/a", "X/b", "x/y/a", "a")).doesNotThrowAnyException();
    }

    @Test
    void refusesPathsThatNoSystemOpens() {
        List<String> deep = Collections.nCopies(101, "a");
        assertThatThrownBy(() -> new PathTree().add(deep)).isInstanceOf(ProtocolException.class);
        List<String> wide = Collections.nCopies(20, "a".repeat(200));
        assertThatThrownBy(() -> new PathTree().add(wide)).isInstanceOf(ProtocolException.class);
    }
}
