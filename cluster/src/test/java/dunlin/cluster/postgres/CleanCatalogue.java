package dunlin.cluster.postgres;

import dunlin.cluster.PostgresServer;

/** Tables that are made once and emptied for each test, which is faster than making them anew. */
final class CleanCatalogue {
    private final PostgresServer postgres;
    private final String url;

    CleanCatalogue(PostgresServer postgres) throws Exception {
        this.postgres = postgres;
        this.url = postgres.urlOfNewSchema();
        PostgresCatalogue.open(url, PostgresCatalogue.Limits.DEFAULT).close();
    }

    String url() {
        return url;
    }

    void empty() throws Exception {
        String schema = url.substring(url.lastIndexOf('=') + 1);
        postgres.execute(
                """
                SET search_path = %s; DELETE FROM share; DELETE FROM sharer; DELETE FROM used;
                UPDATE gone SET before = 0;
                UPDATE total SET shares = 0, torrent_bytes = 0, content_bytes = 0, sharers = 0
                """
                        .formatted(schema));
    }
}
