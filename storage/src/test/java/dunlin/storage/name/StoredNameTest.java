package dunlin.storage.name;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredNameTest {
    @ParameterizedTest
    @CsvSource({
        ".bashrc, bashrc",
        "..., unnamed",
        "'. .ssh', ssh",
        "..config, config",
        "photos, photos",
        "a.b, a.b",
        "' .x', ' .x'"
    })
    void takesAwayTheDotsThatANameBeginsWith(String name, String stored) {
        assertThat(StoredName.of(name)).isEqualTo(stored);
    }
}
