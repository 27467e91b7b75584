package dunlin.storage.name;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What names a file system can tell apart and have.
 *
 * @param folds whether names that differ in case or in the form of accents only are one name
 * @param windows whether it has Windows' devices, and drops dots and spaces at a name's end
 */
public record NameRules(boolean folds, boolean windows) {
    /** Of a file system that stores any name. */
    public static final NameRules NONE = new NameRules(false, false);

    /** Those of this machine's usual file system. */
    public static final NameRules HERE =
            new NameRules(File.separatorChar == '\\' || isMac(), File.separatorChar == '\\');

    private static final Set<String> FOLDING = Set.of("vfat", "msdos", "exfat", "cifs", "smb3");

    /** How many names of a folder are looked at for one that has a case. */
    private static final int MAX_LOOKS = 200;

    private static boolean isMac() {
        return System.getProperty("os.name", "").startsWith("Mac");
    }

    /**
     * Those of the file system of a folder, which need not be there yet. Looks only, makes nothing:
     * if what stands there is there under its name in the other case, too, case makes no
     * difference.
     */
    public static NameRules of(Path folder) {
        if (HERE.windows()) {
            return HERE;
        }
        for (Path at = folder.toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at)) {
                return new NameRules(folds(at), false);
            }
        }
        return HERE;
    }

    private static boolean folds(Path folder) {
        try (DirectoryStream<Path> there = Files.newDirectoryStream(folder)) {
            int looks = 0;
            for (Path path : there) {
                Optional<Boolean> folds = foldsNameOf(path);
                if (folds.isPresent()) {
                    return folds.get();
                }
                if (++looks == MAX_LOOKS) {
                    break;
                }
            }
            return HERE.folds() || FOLDING.contains(Files.getFileStore(folder).type());
        } catch (IOException _) {
            return HERE.folds();
        }
    }

    private static Optional<Boolean> foldsNameOf(Path path) throws IOException {
        String name = path.getFileName().toString();
        String upper = name.toUpperCase(Locale.ROOT);
        String other = upper.equals(name) ? name.toLowerCase(Locale.ROOT) : upper;
        if (other.equals(name) || !name.chars().allMatch(c -> c < 0x80)) {
            return Optional.empty();
        }
        Path twin = path.resolveSibling(other);
        if (!Files.exists(twin, NOFOLLOW_LINKS)) {
            return Optional.of(false);
        }
        return Optional.of(
                Objects.equals(
                        Files.getAttribute(twin, "fileKey", NOFOLLOW_LINKS),
                        Files.getAttribute(path, "fileKey", NOFOLLOW_LINKS)));
    }
}
