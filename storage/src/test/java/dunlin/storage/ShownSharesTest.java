package dunlin.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.InfoHash;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShownSharesTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    @TempDir Path home;

    @Test
    void aNumberStaysWithItsShareAcrossRunsAndIsNeverGivenToAnother() throws Exception {
        try (Library library = Library.open(home.resolve("library.db"))) {
            assertThat(library.shown().show(id(1), 0, NOON).number()).isEqualTo(1);
            assertThat(library.shown().show(id(2), 2, NOON).number()).isEqualTo(2);
            library.remove(id(2));
        }
        try (Library library = Library.open(home.resolve("library.db"))) {
            assertThat(library.shown().show(id(3), 0, NOON).number()).isEqualTo(3);
            assertThat(library.shown().show(id(1), 1, NOON.plusSeconds(9)))
                    .isEqualTo(new ShownShares.Shown(1, 1, NOON));
            assertThat(library.shown().find(id(2)).orElseThrow().visibility()).isEqualTo(2);
            assertThat(library.shown().find(id(4))).isEmpty();
        }
    }

    private static InfoHash id(int number) {
        byte[] bytes = new byte[InfoHash.LENGTH];
        Arrays.fill(bytes, (byte) number);
        return InfoHash.of(bytes);
    }
}
