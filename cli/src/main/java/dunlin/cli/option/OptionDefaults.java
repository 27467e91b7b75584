package dunlin.cli.option;

import dunlin.cli.exit.ExitCode;
import dunlin.cli.exit.Failure;
import dunlin.node.api.NodeRefusal;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/**
 * What an option is when the command line does not say: the environment variable {@code
 * DUNLIN_<OPTION>}, else the line in {@code config.toml}, else its own default.
 */
public final class OptionDefaults implements IDefaultValueProvider {
    /** How people say yes and no in an environment variable. */
    private static final Map<String, String> TRUTH =
            Map.of(
                    "1", "true", "yes", "true", "on", "true", "0", "false", "no", "false", "off",
                    "false");

    private final Map<String, String> environment;
    private final Map<String, String> file;

    OptionDefaults(Map<String, String> environment, Map<String, String> file) {
        this.environment = environment;
        this.file = file;
    }

    /** Reads the file in the folder that {@code home}, if given, or the environment names. */
    public static OptionDefaults read(Optional<Path> home, Map<String, String> environment)
            throws Failure {
        Path path = Folders.of(home, environment).config().resolve("config.toml");
        try {
            return new OptionDefaults(
                    environment, ConfigFile.parse(path.toString(), Files.readString(path)));
        } catch (NoSuchFileException _) {
            return new OptionDefaults(environment, Map.of());
        } catch (MalformedInputException _) {
            throw new Failure(ExitCode.USAGE, "cannot read " + path + ": save it as UTF-8");
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.DISK, "cannot read the settings in " + NodeRefusal.text(e), e);
        }
    }

    /**
     * Makes sure that the file has no option that no command takes: it would be a slip of the pen.
     *
     * @param names options that there are
     * @param all asked for the names of all options, if the file has one that is not among {@code
     *     names}
     */
    public void requireKnown(Set<String> names, Supplier<Set<String>> all) throws Failure {
        Set<String> others = new LinkedHashSet<>(file.keySet());
        others.removeAll(names);
        if (others.isEmpty()) {
            return;
        }
        Set<String> known = all.get();
        for (String name : others) {
            if (!known.contains(name)) {
                throw new Failure(
                        ExitCode.USAGE,
                        "unknown option '%s' in config.toml; dunlin COMMAND --help shows which there are"
                                .formatted(name));
            }
        }
    }

    /** An option's name as the file has it. */
    public static String name(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    /** The environment variable that stands for an option of this name. */
    public static String variable(String name) {
        return "DUNLIN_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /**
     * Whether a command has to be told each time, as the file that it is to write: that is no
     * setting. The option itself cannot be asked, because it would ask here for its default.
     */
    private static boolean isSaidEachTime(OptionSpec option) {
        return option.userObject() instanceof Field field
                && (field.getAnnotation(Option.class).required()
                        || field.isAnnotationPresent(SaidEachTime.class));
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || isSaidEachTime(option)) {
            return null;
        }
        String name = name(option);
        // Stripped: what a file was read into a variable with ends in a newline, often.
        String value = environment.getOrDefault(variable(name), "").strip();
        if (value.isEmpty()) {
            return file.get(name);
        }
        boolean isFlag = option.typeInfo().isBoolean();
        return isFlag ? TRUTH.getOrDefault(value.toLowerCase(Locale.ROOT), value) : value;
    }
}
