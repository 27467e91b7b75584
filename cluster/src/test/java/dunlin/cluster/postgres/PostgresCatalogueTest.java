package dunlin.cluster.postgres;

import dunlin.cluster.PostgresServer;
import dunlin.cluster.SharedPostgres;
import dunlin.tracker.store.Catalogue;
import dunlin.tracker.store.CatalogueContract;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedPostgres.class)
class PostgresCatalogueTest extends CatalogueContract {
    private static CleanCatalogue clean;

    private boolean isEmptied;

    @BeforeAll
    static void makeTables(PostgresServer postgres) throws Exception {
        clean = new CleanCatalogue(postgres);
    }

    @Override
    protected Catalogue open() throws Exception {
        if (!isEmptied) {
            clean.empty();
            isEmptied = true;
        }
        return PostgresCatalogue.open(clean.url(), PostgresCatalogue.Limits.DEFAULT);
    }
}
