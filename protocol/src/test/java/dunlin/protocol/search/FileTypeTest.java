package dunlin.protocol.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileTypeTest {
    @Test
    void isTheEndOfAName() {
        assertThat(FileType.of("ubuntu-24.04.ISO")).containsExactly("iso");
        assertThat(FileType.of("a.b.tar.gz")).containsExactly("gz", "tar.gz");
        assertThat(FileType.of("x.7z")).containsExactly("7z");
    }

    @Test
    void isNotThereInOtherNames() {
        assertThat(FileType.of("README")).isEmpty();
        assertThat(FileType.of(".bashrc")).isEmpty();
        assertThat(FileType.of("a.")).isEmpty();
        assertThat(FileType.of("Dr. Who and the others")).isEmpty();
        assertThat(FileType.of("x." + "y".repeat(17))).isEmpty();
        assertThat(FileType.of("")).isEmpty();
    }
}
