package dunlin.cli.completion;

import dunlin.cli.completion.Vocabulary.Command;
import dunlin.cli.completion.Vocabulary.Word;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Completion for zsh, with a few words on each command and option. */
final class ZshScript {
    private static final String FRAME =
            """
            #compdef dunlin
            # Completion of dunlin for zsh. To have it always, put this line into ~/.zshrc, after compinit:
            #   source <(dunlin completion zsh)
            _dunlin() {
                local command= word before=${words[CURRENT-1]} files=
                local -a arguments options
                if [[ $PREFIX == --*=* ]]; then
                    before=${PREFIX%%=*}
                    compset -P '*='
                fi
                for word in ${words[2,CURRENT-1]}; do
                    case $word in
                        (COMMANDS) command=$word; break ;;
                    esac
                done
                case "$command $before" in
                    (FILES) _files; return ;;
                    (VALUES) return 1 ;;
                esac
                case $command in
            CASES    esac
                if [[ $PREFIX == -* ]]; then
                    _describe -o option options
                elif [[ -n $files ]]; then
                    _files
                else
                    _describe argument arguments
                fi
            }
            compdef _dunlin dunlin
            """;

    private ZshScript() {}

    static String of(Vocabulary vocabulary) {
        List<String> told =
                vocabulary.commands().stream()
                        .map(it -> told(it.name(), it.description()))
                        .toList();
        return vocabulary.fill(FRAME, told, ZshScript::caseOf);
    }

    private static String caseOf(Command command) {
        return "        (\"%s\") arguments=(%s) options=(%s) files=%s ;;\n"
                .formatted(
                        command.name(),
                        quoted(command.arguments().stream()),
                        quoted(command.options().stream().flatMap(ZshScript::told)),
                        command.takesFiles() ? "yes" : "");
    }

    private static Stream<String> told(Word option) {
        return option.names().stream().map(name -> told(name, option.description()));
    }

    private static String told(String word, String description) {
        return word + ":" + description.replace(":", "\\:");
    }

    private static String quoted(Stream<String> words) {
        return words.map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    }
}
