package dunlin.cli.shell;

import dunlin.cli.command.Session;
import picocli.CommandLine;

/** All commands of the program, for who runs them one after another. */
public interface Commands {
    /** Runs the command that the words name, and tells of its failure. @return its exit code */
    int run(Session session, String... words);

    /** What there is to be typed. */
    CommandLine all(Session session);
}
