package dunlin.tracker.sqlite;

import dunlin.tracker.sqlite.SqliteCatalogue.Limits;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.SearchContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteSearchTest extends SearchContract {
    @TempDir Path folder;

    @Override
    protected Catalogue open() throws IOException {
        return SqliteCatalogue.open(folder.resolve("catalogue.db"), Limits.DEFAULT);
    }
}
