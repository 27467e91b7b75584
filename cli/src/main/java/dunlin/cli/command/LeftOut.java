package dunlin.cli.command;

import dunlin.cli.terminal.Console;
import dunlin.protocol.SafeText;
import java.util.List;

/**
 * Something that is not in a share that was made, or not on the disk of whoever fetched it; the
 * JSON names are a contract.
 */
record LeftOut(String path, String why) {
    private static final int SHOWN = 10;

    /** Says what is left out, and how much: a person hears of it also with {@code -q}. */
    static void tell(Console console, List<LeftOut> all) {
        for (LeftOut one : all.subList(0, Math.min(SHOWN, all.size()))) {
            console.remark(SafeText.forTerminal("left out: " + one.path() + " " + one.why()));
        }
        if (all.size() > SHOWN) {
            console.remark(
                    "left out: %d more, %d in all; --json names them"
                            .formatted(all.size() - SHOWN, all.size()));
        }
    }
}
