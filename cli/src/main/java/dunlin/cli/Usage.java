package dunlin.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_DESCRIPTION;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER_HEADING;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_OPTION_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_PARAMETER_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_PARAMETER_LIST_HEADING;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_SYNOPSIS;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING;

import dunlin.cli.option.Matters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;

/** How {@code --help} is laid out. */
final class Usage {
    private static final int COLUMNS = 100;

    private static final List<String> SECTIONS =
            List.of(
                    SECTION_KEY_DESCRIPTION,
                    SECTION_KEY_SYNOPSIS_HEADING,
                    SECTION_KEY_SYNOPSIS,
                    SECTION_KEY_COMMAND_LIST_HEADING,
                    SECTION_KEY_COMMAND_LIST,
                    SECTION_KEY_PARAMETER_LIST_HEADING,
                    SECTION_KEY_PARAMETER_LIST,
                    SECTION_KEY_OPTION_LIST_HEADING,
                    SECTION_KEY_OPTION_LIST,
                    SECTION_KEY_EXIT_CODE_LIST_HEADING,
                    SECTION_KEY_EXIT_CODE_LIST,
                    SECTION_KEY_FOOTER_HEADING,
                    SECTION_KEY_FOOTER);

    private static final String SYNOPSIS = "dunlin COMMAND [OPTIONS] [ARGUMENTS]";

    private static final Map<String, String> EXIT_CODES = new LinkedHashMap<>();

    static {
        EXIT_CODES.put("0", "done");
        EXIT_CODES.put("1", "failed in another way than these");
        EXIT_CODES.put("2", "wrong usage: an option, an argument, a setting");
        EXIT_CODES.put("3", "not found");
        EXIT_CODES.put("4", "nobody reachable in time");
        EXIT_CODES.put("5", "invalid or refused: a torrent, a magnet link, an answer");
        EXIT_CODES.put("6", "the disk: full, read-only, vanished");
        EXIT_CODES.put("7", "interrupted before it was done");
    }

    private static final String[] FOOTER = {
        "  DUNLIN_<OPTION>    stands for that option: DUNLIN_TRACKER, DUNLIN_UP=2M, DUNLIN_QUIET=true",
        "  NO_COLOR           no colours, and plain lines instead of bars",
        "  DUNLIN_JAVA_OPTS   options for the JVM: -Xmx2g",
        "  config.toml        options for good: in ~/.config/dunlin, or in DIR/config with --home DIR",
        "An option wins over the environment, and that over the file.",
        "",
        "A command's options, and examples:  dunlin help COMMAND",
        "See it work on this machine:        dunlin demo"
    };

    private Usage() {}

    /** Lays out the help of the program: its commands first. */
    static void ofProgram(CommandLine program) {
        program.setUsageHelpWidth(COLUMNS);
        program.getCommandSpec()
                .usageMessage()
                .synopsisHeading("%nUsage: ")
                .customSynopsis(SYNOPSIS)
                .commandListHeading("%nCommands:%n")
                .optionListHeading("%nOptions of all commands:%n")
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(EXIT_CODES)
                .footerHeading("%nEnvironment and settings:%n")
                .footer(FOOTER);
        program.setHelpSectionKeys(SECTIONS);
        program.getHelpSectionMap().put(SECTION_KEY_OPTION_LIST, help -> options(help, _ -> true));
    }

    /** Lays out the help of a command: its own options, then what it has in common with others. */
    static void ofCommand(CommandLine command) {
        command.setUsageHelpWidth(COLUMNS);
        command.setHelpSectionKeys(SECTIONS);
        command.getCommandSpec()
                .usageMessage()
                .abbreviateSynopsis(true)
                .synopsisHeading("%nUsage: ")
                .parameterListHeading("%n");
        command.getHelpSectionMap().put(SECTION_KEY_OPTION_LIST, Usage::ownOptionsFirst);
    }

    private static String ownOptionsFirst(Help help) {
        Predicate<OptionSpec> isOfAll = it -> it.inherited() || it.usageHelp() || it.versionHelp();
        String own = options(help, isOfAll.negate());
        return (own.isEmpty() ? "" : "%nOptions:%n".formatted() + own)
                + "%nOptions that other commands have, too:%n".formatted()
                + options(help, isOfAll);
    }

    /** Those that mean something for the command. */
    private static String options(Help help, Predicate<OptionSpec> which) {
        Help.Layout layout = help.createDefaultLayout();
        List<OptionSpec> options =
                help.commandSpec().options().stream()
                        .filter(which.and(option -> Matters.isFor(help.commandSpec(), option)))
                        .toList();
        layout.addOptions(options, help.parameterLabelRenderer());
        return layout.toString();
    }
}
