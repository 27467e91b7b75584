package dunlin.cluster.postgres;

import java.sql.SQLException;
import java.util.Set;

/** What SQL states mean. */
final class Failure {
    /**
     * Met another transaction: serialization failure, deadlock, and what that other one inserted or
     * removed in the meantime.
     */
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01", "23505", "23503");

    private static final String CONNECTION = "08";

    /** Of a commit it is not known whether it was done. */
    private static final String UNKNOWN = "08007";

    /** The administrator ends the server, or it crashed, or does not take connections now. */
    private static final String SHUTDOWN = "57P0";

    private static final String LOGIN = "28";

    private Failure() {}

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }

    private static boolean isOfConnection(SQLException e) {
        return state(e).startsWith(CONNECTION) || state(e).startsWith(SHUTDOWN);
    }

    /** What is to be said of a commit that failed. */
    static SQLException ofCommit(SQLException e) {
        return isOfConnection(e) ? new SQLException(e.getMessage(), UNKNOWN, e) : e;
    }

    /** Whether the same may go well with another connection, and was not done yet for sure. */
    static boolean isWorthAnotherTry(SQLException e) {
        return CONFLICTS.contains(state(e)) || (isOfConnection(e) && !state(e).equals(UNKNOWN));
    }

    /** One line for a person; who logs in is not in it. */
    public static String line(SQLException e) {
        if (state(e).startsWith(LOGIN)) {
            return "it refuses user or password";
        }
        if (e.getCause() instanceof SQLException cause) {
            return line(cause);
        }
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.lines().findFirst().orElse("no answer");
    }
}
