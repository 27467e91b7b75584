package dunlin.cli.completion;

import java.util.function.Function;
import picocli.CommandLine;

/** The shells for which completion is known. */
public enum Shell {
    bash(BashScript::of),
    zsh(ZshScript::of),
    fish(FishScript::of);

    private final Function<Vocabulary, String> writer;

    Shell(Function<Vocabulary, String> writer) {
        this.writer = writer;
    }

    /** The script that the shell reads, for a program all of whose commands are made. */
    public String script(CommandLine program) {
        return writer.apply(Vocabulary.of(program));
    }
}
