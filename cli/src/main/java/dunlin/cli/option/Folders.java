package dunlin.cli.option;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where this program keeps things (XDG base directories); {@code --home} puts all under one folder,
 * so that several peers run side by side.
 *
 * @param config what the person writes: {@code config.toml}
 * @param state what must survive: the library, the catalogue
 * @param cache what may be lost
 */
public record Folders(Path config, Path state, Path cache) {
    /** All of them. */
    Set<Path> all() {
        return Set.of(config, state, cache);
    }

    static Folders of(Optional<Path> home, Map<String, String> environment) {
        if (home.isPresent()) {
            Path base = home.get().toAbsolutePath().normalize();
            return new Folders(
                    base.resolve("config"), base.resolve("state"), base.resolve("cache"));
        }
        Path user = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
        return new Folders(
                xdg(environment, "XDG_CONFIG_HOME", user.resolve(".config")),
                xdg(environment, "XDG_STATE_HOME", user.resolve(".local").resolve("state")),
                xdg(environment, "XDG_CACHE_HOME", user.resolve(".cache")));
    }

    /** The specification says that a relative path is to be ignored. */
    private static Path xdg(Map<String, String> environment, String variable, Path otherwise) {
        Path named = Path.of(environment.getOrDefault(variable, ""));
        return (named.isAbsolute() ? named : otherwise).resolve("dunlin");
    }
}
