package dunlin.storage.name;

import static java.nio.charset.StandardCharsets.UTF_8;

import dunlin.protocol.metainfo.FileEntry;
import dunlin.protocol.metainfo.SafeName;
import java.io.File;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Maps the paths of a share, as its maker wrote them, to paths on a disk: each file has its own,
 * and every name is one that the disk has. The same paths and rules give the same names, so that
 * what was stored is found again. Pure; not thread-safe.
 *
 * <p>A name that another one occupies gets {@code (2)}. The threat: names so chosen that each that
 * is tried is taken. Those that are tried for one beginning are counted on and never tried again,
 * and the number alone tells them apart; so no more are tried than there are files.
 */
public final class DiskNames {
    /** Longest path, in bytes: Linux takes 4096, with the folder in which the share stands. */
    private static final int LONGEST_PATH = 3_000;

    /** What Windows takes for a device in every folder. */
    private static final Pattern DEVICE =
            Pattern.compile(
                    "(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\\$|conout\\$)(\\..*)?");

    private static final Pattern NOT_ON_WINDOWS = Pattern.compile("[<>:\"|?*]");

    /** A folder of the share; what is in it by the names there, and by the names on the wire. */
    private static final class Folder {
        final String name;
        final Set<String> taken = new HashSet<>();
        final Map<String, Integer> copies = new HashMap<>();
        final Map<String, Folder> folders = new HashMap<>();

        Folder(String name) {
            this.name = name;
        }
    }

    private final boolean asMade;
    private final NameRules rules;
    private final Folder root = new Folder("");
    private boolean folded;

    private DiskNames(boolean asMade, NameRules rules) {
        this.asMade = asMade;
        this.rules = rules;
    }

    /**
     * The paths of files that are fetched, below the folder of the share.
     *
     * @param rules what the disk is like; only asked if it makes a difference
     */
    public static List<List<String>> fetched(List<FileEntry> files, Supplier<NameRules> rules) {
        return of(files, false, rules);
    }

    /**
     * The paths of files where a share was made: names are as they are, whatever a fetch would make
     * of them.
     *
     * @param rules what the disk is like; only asked if it makes a difference
     */
    public static List<List<String>> made(List<FileEntry> files, Supplier<NameRules> rules) {
        return of(files, true, rules);
    }

    private static List<List<String>> of(
            List<FileEntry> files, boolean asMade, Supplier<NameRules> rules) {
        boolean windows = NameRules.HERE.windows();
        DiskNames strictest = new DiskNames(asMade, new NameRules(true, windows));
        List<List<String>> paths = strictest.all(files);
        if (!strictest.folded || rules.get().folds()) {
            return paths;
        }
        return new DiskNames(asMade, rules.get()).all(files);
    }

    private List<List<String>> all(List<FileEntry> files) {
        List<List<String>> paths = new ArrayList<>(files.size());
        for (FileEntry file : files) {
            paths.add(file.padding() ? List.of() : path(file.path()));
        }
        return paths;
    }

    private List<String> path(List<String> wire) {
        int length = 0;
        for (String name : wire) {
            length += name.length() + 1;
        }
        boolean isLong =
                length > LONGEST_PATH / 3 // characters of up to three bytes
                        && String.join("/", wire).getBytes(UTF_8).length > LONGEST_PATH;
        int most =
                isLong
                        ? Math.min(LONGEST_PATH / wire.size() - 1, SafeName.MAX_BYTES)
                        : SafeName.MAX_BYTES;
        Folder folder = root;
        List<String> path = new ArrayList<>(wire.size());
        for (String name : wire.subList(0, wire.size() - 1)) {
            folder = enter(folder, name, most);
            path.add(folder.name);
        }
        path.add(claim(folder, safe(wire.getLast()), most));
        return List.copyOf(path);
    }

    private Folder enter(Folder in, String name, int most) {
        String key = most == SafeName.MAX_BYTES ? name : most + "/" + name;
        Folder known = in.folders.get(key);
        if (known == null) {
            known = new Folder(claim(in, safe(name), most));
            in.folders.put(key, known);
        }
        return known;
    }

    private String claim(Folder in, String name, int most) {
        String first = SafeName.fitting(name, "", most);
        if (in.taken.add(fold(first))) {
            return first;
        }
        folded |= rules.folds();
        String beginning = fold(SafeName.fitting(name, " ()", most));
        while (true) {
            int copy = in.copies.merge(beginning, 1, Integer::sum) + 1;
            String other = SafeName.fitting(name, " (" + copy + ")", most);
            if (in.taken.add(fold(other))) {
                return other;
            }
        }
    }

    private String safe(String name) {
        String safe = asMade && isOneName(name) ? name : SafeName.of(name);
        return rules.windows() ? forWindows(safe) : safe;
    }

    static boolean isOneName(String name) {
        return name.indexOf('/') < 0
                && name.indexOf('\0') < 0
                && name.indexOf(File.separatorChar) < 0
                && !name.equals(".")
                && !name.equals("..")
                && !name.isEmpty();
    }

    static String forWindows(String name) {
        String safe = NOT_ON_WINDOWS.matcher(name).replaceAll("_");
        if (safe.endsWith(".") || safe.endsWith(" ")) {
            safe = safe.substring(0, safe.length() - 1) + "_";
        }
        return DEVICE.matcher(safe).matches() ? "_" + safe : safe;
    }

    /** Maps all names that the disk takes for one to one text. */
    private String fold(String name) {
        if (!rules.folds()) {
            return name;
        }
        if (name.chars().allMatch(c -> c < 0x80)) {
            return name.toLowerCase(Locale.ROOT);
        }
        StringBuilder folded = new StringBuilder(name.length());
        Normalizer.normalize(name, Normalizer.Form.NFD)
                .codePoints()
                .map(Character::toUpperCase)
                .map(Character::toLowerCase)
                .forEach(folded::appendCodePoint);
        return Normalizer.normalize(folded, Normalizer.Form.NFC);
    }
}
