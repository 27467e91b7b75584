package dunlin.cli.shell;

import java.util.Optional;

/** Where a shell's lines come from. */
interface LineSource extends AutoCloseable {
    /** Waits for the next line. @return empty if there will be none */
    Optional<String> next() throws InterruptedException;

    /** What is to happen when the person stops the command that runs; nothing at the prompt. */
    void onStop(Runnable stop);

    /** Says a line of the answer, or beside it, where the person is not typing. */
    void print(boolean isAnswer, String line);

    /** Shows how things stand, if this is a place for it. */
    void status(String line);

    /** Rows of the terminal that commands must leave alone. */
    int rowsTaken();

    @Override
    void close();
}
