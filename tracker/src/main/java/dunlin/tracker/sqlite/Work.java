package dunlin.tracker.sqlite;

import dunlin.tracker.store.TrackerRejection;
import dunlin.tracker.store.TrackerRejection.Reason;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Something to do with the catalogue's file, on a thread that may be held meanwhile. */
interface Work<T> {
    T run(Session session) throws SQLException, TrackerRejection;

    /** What came of it. */
    static <T> T await(Future<T> result) throws TrackerRejection {
        try {
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw broken();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case TrackerRejection rejection -> throw rejection;
                case RuntimeException bug -> throw bug;
                case Error error -> throw error;
                case SQLException damage when Soundness.isDamage(damage) -> {
                    Soundness.tell(Soundness.line(damage));
                    throw new TrackerRejection(
                            Reason.BROKEN, "the catalogue is damaged and has to be rebuilt");
                }
                case null, default -> {
                    Logger log = LoggerFactory.getLogger(SqliteCatalogue.class);
                    log.error("the catalogue fails: {}", String.valueOf(e.getCause()));
                    throw broken();
                }
            }
        }
    }

    static TrackerRejection broken() {
        return new TrackerRejection(Reason.BROKEN, "the catalogue cannot be used just now");
    }

    static TrackerRejection busy() {
        return new TrackerRejection(
                Reason.BROKEN,
                "the catalogue has too much to do just now",
                Optional.of(Duration.ofSeconds(30)));
    }
}
