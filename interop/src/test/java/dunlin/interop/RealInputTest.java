package dunlin.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dunlin.interop.Dunlin.Fetched;
import dunlin.interop.Dunlin.Shared;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Content as it is found in the world, from one of us to another. */
class RealInputTest extends LabTest {
    private static final long GIB = 1L << 30;

    @Test
    void carriesTheLibrariesOfAJdk() throws Exception {
        Path libraries = Path.of(System.getProperty("java.home"), "lib");

        Fetched fetched = carry(libraries);

        assertThat(Fixtures.contentOf(fetched.path())).isEqualTo(Fixtures.contentOf(libraries));
    }

    @Test
    void carriesThousandsOfSmallFiles() throws Exception {
        Path content = lab.folder("content").resolve("many");
        for (int number = 0; number < 4000; number++) {
            Fixtures.randomFile(
                    content.resolve("folder %d/file %d.txt".formatted(number % 61, number)),
                    number * 7919 % 20_011);
        }

        Fetched fetched = carry(content);

        assertThat(Fixtures.contentOf(fetched.path())).isEqualTo(Fixtures.contentOf(content));
    }

    @Test
    void carriesNamesWithSpacesAndOtherScripts() throws Exception {
        Path content = Fixtures.folder(lab.folder("content").resolve("Ein Ordner – 資料"));

        Fetched fetched = carry(content);

        assertThat(fetched.path().getFileName()).hasToString("Ein Ordner – 資料");
        assertThat(Fixtures.contentOf(fetched.path())).isEqualTo(Fixtures.contentOf(content));
    }

    @Test
    @Tag("long")
    void carriesAFileOfMoreThan4GiB() throws Exception {
        long size = 4 * GIB + 12_345;
        assumeTrue(temporary.toFile().getUsableSpace() > 10 * GIB, "less than 10 GiB are free");
        Path file = lab.folder("content").resolve("big.img");
        try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
            for (long at : new long[] {0, 2 * GIB - 3, 4 * GIB - 3, size - 6}) {
                sparse.seek(at);
                sparse.write(new byte[] {1, 2, 3, 4, 5, 6});
            }
        }

        Fetched fetched = carry(file);

        assertThat(Files.size(fetched.path())).isEqualTo(size);
        assertThat(Content.of(fetched.path())).isEqualTo(Content.of(file));
    }

    /** Shares the content and fetches it by its magnet link. */
    private Fetched carry(Path content) throws IOException {
        Shared shared = dunlin().share(content);
        return dunlin().fetch(shared.magnet(), lab.folder("fetched"), "--peer", shared.address());
    }
}
