package dunlin.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnNameTest {
    @TempDir Path folder;

    @Test
    void aNameIsSaidOnceAndStaysUntilAnotherIsSaid() {
        Path state = folder.resolve("home/state");
        assertThat(OwnName.of(state, Optional.of("ada"))).isEqualTo("ada");
        assertThat(OwnName.of(state, Optional.empty())).isEqualTo("ada");
        assertThat(OwnName.of(state, Optional.of("bea"))).isEqualTo("bea");
        assertThat(OwnName.of(state, Optional.empty())).isEqualTo("bea");
    }

    @Test
    void withoutOneItIsTheHostsAndNothingIsWritten() {
        String host = OwnName.of(folder.resolve("state"), Optional.empty());
        assertThat(host).isNotBlank().isNotEqualTo("anonymous");
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void aFolderThatCannotBeWrittenInKeepsNobodyFromHisName() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(OwnName.of(file, Optional.of("ada"))).isEqualTo("ada");
    }
}
