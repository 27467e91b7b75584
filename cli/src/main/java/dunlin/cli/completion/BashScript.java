package dunlin.cli.completion;

import dunlin.cli.completion.Vocabulary.Command;
import java.util.List;

/** Completion for bash, from 3.2 on. */
final class BashScript {
    private static final String FRAME =
            """
            # Completion of dunlin for bash. To have it always, put this line into ~/.bashrc:
            #   source <(dunlin completion bash)
            _dunlin() {
                local IFS=$'\\n' command= i words= options= files=
                local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
                if [ "$word" = = ]; then # --option=value is three words to bash
                    word=
                elif [ "$before" = = ]; then
                    before=${COMP_WORDS[COMP_CWORD-2]}
                fi
                for ((i = 1; i < COMP_CWORD; i++)); do
                    case ${COMP_WORDS[i]} in
                        COMMANDS) command=${COMP_WORDS[i]}; break ;;
                    esac
                done
                COMPREPLY=()
                case "$command $before" in
                    FILES) files=yes ;;
                    VALUES) return ;;
                    *)
                        case "$command" in
            CASES            esac
                        case "$word" in
                            -*) words=$options files= ;;
                        esac
                        ;;
                esac
                if [ -n "$files" ]; then
                    compopt -o filenames 2>/dev/null
                    COMPREPLY=($(compgen -f -- "$word"))
                else
                    COMPREPLY=($(IFS=' '; compgen -W "$words" -- "$word"))
                fi
            }
            complete -F _dunlin dunlin
            """;

    private BashScript() {}

    static String of(Vocabulary vocabulary) {
        List<String> names = vocabulary.commands().stream().map(Command::name).toList();
        return vocabulary.fill(FRAME, names, BashScript::caseOf);
    }

    private static String caseOf(Command command) {
        return "                \"%s\") words='%s' options='%s' files=%s ;;\n"
                .formatted(
                        command.name(),
                        String.join(" ", command.arguments()),
                        String.join(" ", command.optionNames()),
                        command.takesFiles() ? "yes" : "");
    }
}
