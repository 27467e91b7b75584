package dunlin.cli.command;

import dunlin.cli.terminal.Console;
import dunlin.protocol.SafeText;
import dunlin.protocol.metainfo.Info;
import dunlin.storage.name.NameReport;
import java.nio.file.Path;
import java.util.List;

/**
 * Tells which files of a share that was fetched stand under other names than their maker gave them.
 */
record StoredNames(Info info, NameReport names) {
    private static final String LINK_OUT = "is a link out of the share";

    /** So many are named to a person. */
    private static final int SHOWN = 3;

    /**
     * A file that is stored under another path, as a program hears of it.
     *
     * @param path as its maker wrote it, {@code /} between its names and maybe in them
     */
    record Renamed(String path, String storedAs) {}

    /**
     * @param content the share's file or folder
     */
    static StoredNames of(Info info, Path content) {
        return new StoredNames(info, NameReport.at(content, info));
    }

    List<Renamed> renamed() {
        return names.renamed().stream().map(it -> new Renamed(path(it), it.storedAs())).toList();
    }

    List<LeftOut> leftOut() {
        return leftOut(names);
    }

    static List<LeftOut> leftOut(NameReport names) {
        return names.leftOut().stream().map(path -> new LeftOut(path, LINK_OUT)).toList();
    }

    private String path(NameReport.Renamed renamed) {
        return String.join("/", info.files().get(renamed.file()).path());
    }

    /**
     * Says what cannot be seen from the share's own path; nothing if all is as its maker had it.
     */
    void tell(Console console) {
        names.renamed().stream()
                .limit(SHOWN)
                .forEach(it ->
                        console.note(
                                SafeText.forTerminal(path(it) + " is stored as " + it.storedAs())));
        more(console, names.renamed().size(), "stored under other names");
        LeftOut.tell(console, leftOut());
    }

    private static void more(Console console, int all, String what) {
        if (all > SHOWN) {
            console.note("%d %s in all; --json names them".formatted(all, what));
        }
    }
}
