package dunlin.storage.name;

import dunlin.protocol.metainfo.Info;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Finds out under which names the files of a share stand: those that a fetch gives them, or, where
 * the share was made, those that they had. The two are the same for nearly all.
 */
public final class Placement {
    /** Most files that are looked for under a name that no fetch gives. */
    private static final int MAX_LOOKS = 1_000;

    private Placement() {}

    /**
     * The paths of a share's files below its own folder, for each file of {@link Info#files()}; of
     * padding, nothing in the list. Looks at the disk only if a name makes a difference.
     *
     * @param folder in which the share's file or folder stands
     * @param name under which it stands there
     */
    public static List<List<String>> of(Path folder, String name, Info info) {
        Supplier<NameRules> rules = () -> NameRules.of(folder.resolve(name));
        List<List<String>> fetched = DiskNames.fetched(info.files(), rules);
        if (info.isSingleFile()) {
            return fetched;
        }
        List<List<String>> made = DiskNames.made(info.files(), rules);
        return isThere(folder, name, made, fetched) ? made : fetched;
    }

    private static boolean isThere(
            Path folder, String name, List<List<String>> made, List<List<String>> fetched) {
        int looks = 0;
        for (int i = 0; i < made.size() && looks < MAX_LOOKS; i++) {
            if (!made.get(i).equals(fetched.get(i))) {
                looks++;
                try {
                    Path file = folder.resolve(name).resolve(String.join("/", made.get(i)));
                    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                        return true;
                    }
                } catch (InvalidPathException _) {
                    return false; // where it cannot be named it was not made
                }
            }
        }
        return false;
    }
}
