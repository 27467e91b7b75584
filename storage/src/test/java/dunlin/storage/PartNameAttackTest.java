package dunlin.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.metainfo.FileEntry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names that a share chose so that each name tried for an unfinished file is taken already. */
@Tag("attack")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PartNameAttackTest {
    /** Its checksum stands in it: cut and lengthened it is itself. */
    private static final String ITSELF = "d".repeat(241) + "~b82ed7b5.part";

    private static Layout layout(List<String> names) {
        List<FileEntry> files =
                names.stream()
                        .map(name -> new FileEntry(List.of(name), 0, 0, false, false))
                        .toList();
        return Layout.of("share", false, files);
    }

    private static String part(String name) {
        return layout(List.of(name)).files().getFirst().partName();
    }

    @Test
    void aNameThatIsItsOwnSuccessorGetsAnother() {
        assertThat(part(ITSELF)).isNotEqualTo(ITSELF).hasSize(255).endsWith(".part");
    }

    @Test
    void aChainOfNamesCostsNoMoreThanItsLength() {
        List<String> chain = new ArrayList<>();
        String name = "y".repeat(255);
        for (int i = 0; i < 5_000; i++) {
            chain.add(name);
            name = part(name);
        }
        List<String> parts =
                layout(chain).files().stream().map(Layout.StoredFile::partName).distinct().toList();
        assertThat(parts).hasSameSizeAs(chain).doesNotContainAnyElementsOf(chain);
    }
}
