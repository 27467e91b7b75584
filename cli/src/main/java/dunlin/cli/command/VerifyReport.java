package dunlin.cli.command;

import dunlin.cli.terminal.Console;
import dunlin.cli.terminal.Units;
import dunlin.protocol.SafeText;
import dunlin.protocol.metainfo.FileEntry;
import dunlin.protocol.metainfo.Info;
import dunlin.storage.Diagnosis;
import dunlin.storage.Diagnosis.Finding;
import dunlin.storage.Diagnosis.State;
import java.nio.file.Path;
import java.util.List;

/**
 * Says what is wrong with data, file by file. The JSON names are a contract.
 *
 * @param content the share's file or folder
 */
record VerifyReport(Console console, Info info, Path content) {
    /** So many files of one kind are named. */
    private static final int SHOWN = 100;

    /** The answer as JSON. */
    record Verified(
            boolean verified,
            int pieces,
            int good,
            List<VerifiedFile> files,
            List<String> notOfTheTorrent) {}

    /**
     * One file.
     *
     * @param ok whether it is there, of the right length, and every piece that it is part of is
     *     right
     * @param length the bytes that are there
     */
    record VerifiedFile(String path, boolean ok, String state, long length) {
        static VerifiedFile of(FileEntry file, Finding found) {
            return new VerifiedFile(
                    file.displayPath(),
                    found.state() == State.WHOLE,
                    word(found.state()),
                    found.length());
        }
    }

    void tell(Diagnosis diagnosis) {
        console.json(
                new Verified(
                        diagnosis.isWhole(),
                        diagnosis.good().size(),
                        diagnosis.good().count(),
                        diagnosis.files().stream()
                                .map(it -> VerifiedFile.of(file(it.index()), it))
                                .toList(),
                        diagnosis.foreign().stream().map(this::relative).toList()));
        if (diagnosis.isWhole()) {
            console.data(
                    console.ink().green("verified: ")
                            + SafeText.forTerminal(content.toString())
                            + " is whole, %s in %s"
                                    .formatted(
                                            Units.size(info.contentSize()),
                                            Units.count(diagnosis.files().size(), "file")));
        }
        for (State state : State.values()) {
            if (state != State.WHOLE) {
                List<Finding> such =
                        diagnosis.files().stream().filter(it -> it.state() == state).toList();
                such.stream().limit(SHOWN).forEach(this::line);
                more(such.size(), sayable(state));
            }
        }
        diagnosis.foreign().stream()
                .limit(SHOWN)
                .forEach(path ->
                        console.data(
                                "not of the torrent: " + SafeText.forTerminal(relative(path))));
        more(diagnosis.foreign().size(), "not of the torrent");
    }

    private void more(int all, String what) {
        if (all > SHOWN) {
            console.data("%s: %d more; --json names them".formatted(what, all - SHOWN));
        }
    }

    private void line(Finding found) {
        FileEntry file = file(found.index());
        console.data(
                console.ink().red(sayable(found.state()) + ": ")
                        + SafeText.forTerminal(file.displayPath())
                        + SafeText.forTerminal(detail(file, found)));
    }

    private String detail(FileEntry file, Finding found) {
        return switch (found.state()) {
            case TOO_SHORT -> ", %d of %d bytes".formatted(found.length(), file.length());
            case TOO_LONG ->
                    ", %d bytes after its end%s"
                            .formatted(
                                    found.length() - file.length(),
                                    found.doubtful() > 0 ? ", and wrong ones before it" : "");
            case DAMAGED ->
                    ", %s of %s in wrong pieces"
                            .formatted(Units.size(found.doubtful()), Units.size(file.length()));
            case UNKNOWN ->
                    ", for %s in pieces of %s, too"
                            .formatted(
                                    Units.size(found.doubtful()),
                                    found.suspect()
                                            .map(other -> file(other).displayPath())
                                            .orElse("another file"));
            case WHOLE, MISSING, OBSTRUCTED, UNFINISHED -> "";
        };
    }

    private FileEntry file(int index) {
        return info.files().get(index);
    }

    private String relative(Path path) {
        return content.toAbsolutePath()
                .normalize()
                .relativize(path.toAbsolutePath().normalize())
                .toString();
    }

    private static String sayable(State state) {
        return switch (state) {
            case WHOLE -> "whole";
            case MISSING -> "missing";
            case OBSTRUCTED -> "no file";
            case UNFINISHED -> "unfinished";
            case TOO_SHORT -> "too short";
            case TOO_LONG -> "too long";
            case DAMAGED -> "damaged";
            case UNKNOWN -> "cannot be told";
        };
    }

    private static String word(State state) {
        return switch (state) {
            case WHOLE -> "whole";
            case MISSING -> "missing";
            case OBSTRUCTED -> "notAFile";
            case UNFINISHED -> "unfinished";
            case TOO_SHORT -> "tooShort";
            case TOO_LONG -> "tooLong";
            case DAMAGED -> "damaged";
            case UNKNOWN -> "unknown";
        };
    }
}
