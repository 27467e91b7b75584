package dunlin.cli.command;

import dunlin.cli.completion.Shell;
import dunlin.cli.exit.ExitCode;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dunlin completion}: writes what a shell needs to complete commands and options. */
@Command(
        name = "completion",
        description = "Write a script that lets a shell complete commands, options and files.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  dunlin completion bash > ~/.local/share/bash-completion/completions/dunlin",
            "  source <(dunlin completion zsh)",
            "  dunlin completion fish > ~/.config/fish/completions/dunlin.fish"
        })
public final class CompletionCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec command;

    @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
    private Shell shell = Shell.bash;

    @Override
    public Integer call() {
        CommandSpec program = Objects.requireNonNull(command).root();
        PrintWriter out = program.commandLine().getOut();
        out.print(shell.script(program.commandLine()));
        out.flush();
        return ExitCode.DONE.number();
    }
}
