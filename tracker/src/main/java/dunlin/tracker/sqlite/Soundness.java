package dunlin.tracker.sqlite;

import dunlin.tracker.store.CatalogueUnusable;
import dunlin.tracker.store.CatalogueUnusable.Why;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Whether the catalogue's file is sound, and what is wrong with it if not. */
final class Soundness {
    private static final Logger LOG = LoggerFactory.getLogger(Soundness.class);

    /** Bytes that are read through at the start: a few tenths of a second. */
    private static final long AT_ONCE = 64 << 20;

    private static final String ADVICE = "stop the index and start it again with --rebuild";

    private Soundness() {}

    /** Whether the file is so small that its pages are looked at before it is used. */
    static boolean isCheckedAtOnce(Path file) throws IOException {
        return !Files.exists(file) || Files.size(file) <= AT_ONCE;
    }

    /**
     * Looks at every page.
     *
     * @return what is wrong with the first that is
     */
    static Optional<String> look(Path file) throws SQLException {
        try (Session session = Session.open(file)) {
            String said =
                    session.first("PRAGMA quick_check(1)", row -> row.getString(1)).orElse("");
            return said.equals("ok") ? Optional.empty() : Optional.of(oneLine(said));
        }
    }

    /**
     * Looks at every page of a large file while it is used already: there it takes minutes.
     *
     * @return a thread that ends with the process, or when it is interrupted between two steps
     */
    static Thread lookBeside(Path file) {
        return Thread.ofPlatform()
                .daemon()
                .name("catalogue-check")
                .priority(Thread.MIN_PRIORITY)
                .start(() -> {
                    try {
                        look(file).ifPresent(Soundness::tell);
                    } catch (SQLException e) {
                        if (isDamage(e)) {
                            tell(line(e));
                        } else {
                            LOG.debug("the catalogue was not checked: {}", line(e));
                        }
                    }
                });
    }

    /** Says to whoever runs the index that it is damaged. */
    static void tell(String what) {
        LOG.error("the catalogue is damaged ({}): {}", what, ADVICE);
    }

    static boolean isDamage(Throwable e) {
        return e instanceof SQLiteException sqlite && why(sqlite) == Why.DAMAGED;
    }

    /** What to say of a file that cannot be opened. */
    static CatalogueUnusable unusable(Path file, SQLException e) {
        Why why =
                e instanceof SQLiteException sqlite
                        ? why(sqlite)
                        : CatalogueSchema.NEWER.equals(e.getSQLState()) ? Why.NEWER : Why.FAILED;
        return unusable(file, why, line(e), e);
    }

    static CatalogueUnusable damaged(Path file, String what) {
        return unusable(file, Why.DAMAGED, what, new IOException(what));
    }

    static CatalogueUnusable unusable(Path file, Why why, String said, Exception cause) {
        String what =
                switch (why) {
                    case DAMAGED -> "it is damaged (" + said + ")";
                    case READ_ONLY -> "it cannot be written";
                    case FULL -> "it cannot grow: the disk is full";
                    case OBSTRUCTED -> "a folder stands in its place";
                    case BUSY -> "another process has it";
                    case NEWER, FAILED -> said;
                };
        return new CatalogueUnusable(why, "cannot open the catalogue " + file + ": " + what, cause);
    }

    private static Why why(SQLiteException e) {
        SQLiteErrorCode kind = SQLiteErrorCode.getErrorCode(e.getResultCode().code & 0xff);
        return switch (kind) {
            case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT -> Why.DAMAGED;
            case SQLITE_BUSY, SQLITE_LOCKED -> Why.BUSY;
            case SQLITE_FULL -> Why.FULL;
            case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM -> Why.READ_ONLY;
            default -> Why.FAILED;
        };
    }

    static String line(SQLException e) {
        return oneLine(String.valueOf(e.getMessage()));
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", ": ");
    }
}
