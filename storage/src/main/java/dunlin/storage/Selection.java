package dunlin.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What of a folder is taken into a share. Immutable.
 *
 * @param hidden whether files and folders whose names begin with a dot are
 * @param links whether symbolic links that lead to something else in the share are, as links
 * @param never files and folders that are not, whatever else is asked for: a peer's own state holds
 *     its private key
 * @param unfinished which of the files that are named {@code .part} a fetch is writing into
 */
public record Selection(
        boolean hidden, boolean links, Set<Path> never, Predicate<Path> unfinished) {
    /** No hidden files, no links. */
    public static final Selection PLAIN = new Selection(false, false, Set.of(), _ -> false);

    public Selection {
        Set<Path> real = new HashSet<>();
        never.forEach(path -> real.add(real(path)));
        never = Set.copyOf(real);
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException _) {
            return path.toAbsolutePath().normalize(); // it is not there, or not ours to look at
        }
    }

    /** This, but no links: one cannot be a share of its own. */
    public Selection ofFilesOnly() {
        return new Selection(hidden, false, never, unfinished);
    }

    /** This, and some more that is not taken. */
    public Selection without(Set<Path> more, Predicate<Path> beingFetched) {
        Set<Path> all = new HashSet<>(never);
        all.addAll(more);
        return new Selection(hidden, links, all, unfinished.or(beingFetched));
    }
}
