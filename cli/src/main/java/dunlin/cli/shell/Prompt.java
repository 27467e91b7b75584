package dunlin.cli.shell;

import dunlin.cli.terminal.Ink;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.Status;

/**
 * Lines that a person types at a prompt, with completion, history and a line below that says how
 * things stand. {@link #print} and {@link #status} may be called by any thread.
 */
final class Prompt implements LineSource {
    private static final int REMEMBERED = 1_000;
    private static final List<String> STYLES =
            List.of(
                    LineReader.COMPLETION_STYLE_BACKGROUND,
                    LineReader.COMPLETION_STYLE_DESCRIPTION,
                    LineReader.COMPLETION_STYLE_GROUP,
                    LineReader.COMPLETION_STYLE_STARTING,
                    LineReader.COMPLETION_STYLE_LIST_BACKGROUND,
                    LineReader.COMPLETION_STYLE_LIST_DESCRIPTION,
                    LineReader.COMPLETION_STYLE_LIST_GROUP,
                    LineReader.COMPLETION_STYLE_LIST_STARTING);

    private static final String SHOW_STATUS = "dunlin-status";

    private final Terminal terminal;
    private final LineReader reader;
    private final String prompt;
    private final AttributedStyle below;
    private final PrintStream out;
    private final PrintStream err;
    private volatile String status = "";

    private Prompt(
            Terminal terminal,
            LineReader reader,
            String prompt,
            AttributedStyle below,
            PrintStream out,
            PrintStream err) {
        this.terminal = terminal;
        this.reader = reader;
        this.prompt = prompt;
        this.below = below;
        this.out = out;
        this.err = err;
        reader.getWidgets().put(SHOW_STATUS, this::drawStatus);
    }

    /**
     * Takes over the terminal of this process.
     *
     * @param name what the prompt says
     * @param history where lines are remembered; only its owner can read it
     */
    static Prompt open(
            String name,
            Path history,
            Completions completions,
            Ink ink,
            PrintStream out,
            PrintStream err)
            throws IOException {
        makePrivate(history);
        Terminal terminal =
                TerminalBuilder.builder()
                        .name("dunlin")
                        .system(true)
                        .systemOutput(TerminalBuilder.SystemOutput.SysOutOrSysErr)
                        .nativeSignals(true)
                        .signalHandler(Terminal.SignalHandler.SIG_DFL)
                        .build();
        DefaultParser parser = new DefaultParser().eofOnUnclosedQuote(false);
        LineReader reader =
                LineReaderBuilder.builder()
                        .terminal(terminal)
                        .appName("dunlin")
                        .parser(parser)
                        .completer(completer(completions))
                        .variable(LineReader.HISTORY_FILE, history)
                        .variable(LineReader.HISTORY_SIZE, REMEMBERED)
                        .variable(LineReader.HISTORY_FILE_SIZE, REMEMBERED)
                        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                        .option(LineReader.Option.HISTORY_TIMESTAMPED, false)
                        .option(LineReader.Option.CASE_INSENSITIVE, true)
                        .option(LineReader.Option.COMPLETE_MATCHER_TYPO, false)
                        .option(LineReader.Option.MOUSE, false)
                        .build();
        // What is offered stands out by its place; colours of its own would not suit every theme.
        for (String style : STYLES) {
            reader.setVariable(style, ink.on() && style.contains("DESCRIPTION") ? "faint" : "");
        }
        AttributedStyle below =
                ink.on() ? AttributedStyle.DEFAULT.faint() : AttributedStyle.DEFAULT;
        return new Prompt(terminal, reader, ink.bold(name) + "> ", below, out, err);
    }

    private static void makePrivate(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        if (!Files.exists(file)) {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
    }

    private static Completer completer(Completions completions) {
        return (_, line, candidates) -> {
            List<String> before = line.words().subList(0, line.wordIndex());
            String begun = line.word().substring(0, line.wordCursor());
            for (Completions.Choice choice : completions.at(before, begun)) {
                candidates.add(
                        new Candidate(
                                choice.word(),
                                choice.word(),
                                null,
                                choice.told().isEmpty() ? null : choice.told(),
                                null,
                                null,
                                choice.isWhole()));
            }
        };
    }

    @Override
    public Optional<String> next() throws InterruptedException {
        while (true) {
            try {
                return Optional.of(reader.readLine(prompt));
            } catch (UserInterruptException _) {
                if (Thread.interrupted()) {
                    throw new InterruptedException(); // the program is to end, not the line
                }
            } catch (EndOfFileException _) {
                return Optional.empty();
            } finally {
                blankStatus();
            }
        }
    }

    @Override
    public void onStop(Runnable stop) {
        terminal.handle(Signal.INT, _ -> stop.run());
    }

    @Override
    public void print(boolean isAnswer, String line) {
        if (reader.isReading()) {
            reader.printAbove(line);
        } else {
            PrintStream stream = isAnswer ? out : err;
            stream.println(line);
            stream.flush();
        }
    }

    @Override
    public void status(String line) {
        status = line;
        try {
            reader.callWidget(SHOW_STATUS);
        } catch (IllegalStateException _) {
            // A command runs; it is shown when the prompt comes again.
        }
    }

    /** Only where the rest of the screen can scroll by itself. */
    private boolean hasStatus() {
        return terminal.getStringCapability(Capability.change_scroll_region) != null;
    }

    private Optional<Status> existingStatus() {
        return hasStatus() ? Status.getExistingStatus(terminal) : Optional.empty();
    }

    /** Under the reader's lock, so that nothing else is drawn meanwhile. */
    private boolean drawStatus() {
        Status below = Status.getStatus(terminal);
        if (below != null) {
            below.update(List.of(new AttributedString(status, AttributedStyle.DEFAULT.faint())));
        }
        return true;
    }

    /**
     * Takes the words away and keeps the line: to give that back, and take it again for the next
     * prompt, would scroll the screen by a line each time.
     */
    private void blankStatus() {
        existingStatus().ifPresent(it -> it.update(List.of(new AttributedString(" "))));
        terminal.flush(); // the cursor goes back with that
    }

    private void hideStatus() {
        existingStatus().ifPresent(Status::hide);
    }

    @Override
    public int rowsTaken() {
        return hasStatus() ? 1 : 0;
    }

    @Override
    public void close() {
        hideStatus();
        try {
            terminal.close();
        } catch (IOException | NullPointerException _) {
            // JLine 4.5.0 throws the latter where there is no line below (Status.close); each line
            // that was read has given the terminal back already.
        }
    }
}
