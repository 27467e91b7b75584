package dunlin.cli.option;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Tells which options mean something for a command, as {@link Concerns} says. */
public final class Matters {
    private Matters() {}

    /** Whether a command's help should show the option, which it takes in any case. */
    public static boolean isFor(CommandSpec command, OptionSpec option) {
        if (option.hidden()) {
            return false;
        }
        Concerns its =
                option.userObject() instanceof Field field
                        ? field.getAnnotation(Concerns.class)
                        : null;
        Set<Concerns.Matter> matters =
                of(command.userObject().getClass().getAnnotation(Concerns.class));
        return its == null || Arrays.stream(its.value()).anyMatch(matters::contains);
    }

    private static Set<Concerns.Matter> of(@Nullable Concerns concerns) {
        return concerns == null ? Set.of() : Set.of(concerns.value());
    }
}
