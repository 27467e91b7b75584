package dunlin.cli;

import dunlin.cli.command.Interrupts;
import dunlin.cli.command.Session;
import dunlin.cli.exit.Fatal;
import dunlin.cli.terminal.OutputWatch;
import dunlin.cli.terminal.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The {@code dunlin} command. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        Interrupts interrupts = begin();
        interrupts.exit(run(interrupts, System.getenv(), arguments));
    }

    /** What comes once, before any command. */
    static Interrupts begin() {
        // Otherwise picocli looks for Groovy in every jar, and the JDK loads a line editor.
        System.setProperty("picocli.disable.closures", "true");
        System.setProperty("jdk.console", "java.base");
        Interrupts interrupts = Interrupts.install();
        OutputWatch.start(interrupts::readerGone);
        return interrupts;
    }

    /** Runs one command. @return its exit code */
    static int run(Interrupts interrupts, Map<String, String> environment, String... arguments) {
        // UTF-8 whatever the locale: names of files come from everywhere, and JSON is UTF-8.
        PrintStream out = utf8(FileDescriptor.out);
        PrintStream err = utf8(FileDescriptor.err);
        Session session = new Session(out, err, environment, Terminal::system, interrupts);
        Thread.setDefaultUncaughtExceptionHandler(
                new Fatal(err, () -> session.options().verbose, Runtime.getRuntime()::halt));
        int code = new Program(session, out, err).run(arguments);
        out.flush();
        err.flush();
        return code;
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
    }
}
