package dunlin.cli.shell;

import dunlin.cli.completion.Vocabulary;
import dunlin.cli.completion.Vocabulary.Command;
import dunlin.cli.completion.Vocabulary.Follower;
import dunlin.cli.option.SharedOptions;
import dunlin.node.api.NodeRefusal;
import dunlin.node.api.Peer;
import dunlin.protocol.SafeText;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;

/** What can stand where a person is typing. */
final class Completions {
    private static final int MOST_FILES = 1_000;
    private static final Set<String> OF_SHARES = Set.of("get", "locate", "unshare");
    private static final Set<String> OF_PEERS = Set.of("browse");
    private static final Set<String> BEFORE_PEERS = Set.of("--from", "--by");

    /**
     * A word that can stand there.
     *
     * @param told a few words on what it is; may be empty
     * @param isWhole whether another word comes after it, and not more of it
     */
    record Choice(String word, String told, boolean isWhole) {}

    private final Vocabulary vocabulary;
    private final Peer peer;
    private final Known known;
    private final String home;

    private Completions(Vocabulary vocabulary, Peer peer, Known known, String home) {
        this.vocabulary = vocabulary;
        this.peer = peer;
        this.known = known;
        this.home = home;
    }

    /**
     * Of a program all of whose commands are made.
     *
     * @param peer whose own shares are offered, too
     * @param home what {@code ~} stands for
     */
    static Completions of(CommandLine program, Peer peer, Known known, String home) {
        return new Completions(Vocabulary.of(program), peer, known, home);
    }

    /**
     * What can stand in place of {@code begun}, which need not begin so.
     *
     * @param before the words before it
     */
    List<Choice> at(List<String> before, String begun) {
        if (before.isEmpty()) {
            return commands();
        }
        List<String> words = ShortForms.writtenOut(before);
        Optional<Command> named =
                vocabulary.commands().stream()
                        .filter(it -> it.name().equals(words.getFirst()))
                        .findFirst();
        if (named.isEmpty()) {
            return List.of();
        }
        Command command = named.get();
        String last = words.getLast();
        if (BEFORE_PEERS.contains(last)) {
            return choices(known.peers());
        }
        if (command.before(Follower.FILE).contains(last)) {
            return files(begun);
        }
        if (command.before(Follower.VALUE).contains(last)) {
            return List.of();
        }
        return begun.startsWith("-") ? options(command, words) : arguments(command, words, begun);
    }

    private List<Choice> commands() {
        List<Choice> choices = new ArrayList<>();
        vocabulary
                .commands()
                .forEach(it -> choices.add(new Choice(it.name(), it.description(), true)));
        ShortForms.all()
                .forEach((form, written) ->
                        choices.add(new Choice(form, String.join(" ", written), true)));
        choices.add(new Choice("quit", "leave the shell", true));
        return choices;
    }

    /** Those of all commands belong to the shell's peer, but for how to answer. */
    private List<Choice> options(Command command, List<String> words) {
        Set<String> shells = new HashSet<>();
        vocabulary.options().forEach(option -> shells.addAll(option.names()));
        SharedOptions.OF_EACH_COMMAND.forEach(name -> shells.remove("--" + name));
        shells.remove("--help");
        return command.options().stream()
                .filter(option -> !shells.contains(option.names().getLast()))
                .filter(option -> option.names().stream().noneMatch(words::contains))
                .map(option -> new Choice(option.names().getLast(), option.description(), true))
                .toList();
    }

    private List<Choice> arguments(Command command, List<String> words, String begun) {
        List<Choice> choices = new ArrayList<>();
        if (OF_PEERS.contains(command.name())) {
            choices.addAll(choices(known.peers()));
        }
        if (OF_SHARES.contains(command.name())) {
            int from = words.indexOf("--from");
            if (from >= 0 && from + 1 < words.size()) {
                return choices(known.numbers(words.get(from + 1)));
            } else {
                Map<String, String> shares = new LinkedHashMap<>(ownShares());
                shares.putAll(known.shares());
                choices.addAll(choices(shares));
            }
        }
        command.arguments().forEach(word -> choices.add(new Choice(word, "", true)));
        if (command.takesFiles()) {
            choices.addAll(files(begun));
        }
        return choices;
    }

    private Map<String, String> ownShares() {
        Map<String, String> shares = new LinkedHashMap<>();
        try {
            peer.shares().forEach(share -> shares.put(share.name(), "shared here"));
        } catch (NodeRefusal _) {
            // The peer is closing.
        }
        return shares;
    }

    /** Strangers chose some of these words: those that a terminal would not show as they are go. */
    private static List<Choice> choices(Map<String, String> words) {
        return words.entrySet().stream()
                .filter(it -> SafeText.forTerminal(it.getKey()).equals(it.getKey()))
                .map(it -> new Choice(it.getKey(), SafeText.forTerminal(it.getValue()), true))
                .toList();
    }

    /** What lies in the folder that was typed so far. */
    private List<Choice> files(String begun) {
        int end = begun.lastIndexOf('/') + 1;
        String folder = begun.substring(0, end);
        String name = begun.substring(end);
        List<Choice> choices = new ArrayList<>();
        try (DirectoryStream<Path> there = Files.newDirectoryStream(folderOf(folder))) {
            for (Path path : there) {
                String word = String.valueOf(path.getFileName());
                boolean isWanted = !word.startsWith(".") || name.startsWith(".");
                if (isWanted && SafeText.forTerminal(word).equals(word)) {
                    boolean isFolder = Files.isDirectory(path);
                    choices.add(new Choice(folder + word + (isFolder ? "/" : ""), "", !isFolder));
                }
                if (choices.size() >= MOST_FILES) {
                    return choices;
                }
            }
        } catch (IOException | InvalidPathException _) {
            // no such folder: nothing to offer
        }
        return choices;
    }

    private Path folderOf(String typed) {
        return Path.of(
                typed.startsWith("~/") ? home + typed.substring(1) : typed.isEmpty() ? "." : typed);
    }
}
