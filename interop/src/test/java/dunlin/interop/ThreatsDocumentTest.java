package dunlin.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** `docs/threats.md` names a test in each row; here it is seen that there is one of that name. */
final class ThreatsDocumentTest {
    private static final Path HOUSE = Path.of("..");
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|Contract))\\.(\\w+)`");
    private static final Pattern METHOD = Pattern.compile("\\bvoid (\\w+)\\(");

    @Test
    void everyRowNamesTestsThatExist() throws IOException {
        Map<String, Set<String>> tests = tests();
        List<String> rows = rows();

        assertThat(rows).hasSizeGreaterThan(60);
        assertThat(rows).allMatch(row -> NAMED.matcher(row).find(), "names a test");
        assertThat(rows.stream().flatMap(row -> NAMED.matcher(row).results()))
                .isNotEmpty()
                .allMatch(test -> exists(test, tests), "exists");
    }

    @Test
    void everyAttackHasItsRow() throws IOException {
        String document = Files.readString(HOUSE.resolve("docs/threats.md"));

        assertThat(tests().keySet())
                .filteredOn(name -> name.endsWith("AttackTest"))
                .allMatch(name -> document.contains("`" + name + "."), "is named in the document");
    }

    private static boolean exists(MatchResult named, Map<String, Set<String>> tests) {
        return tests.getOrDefault(named.group(1), Set.of()).contains(named.group(2));
    }

    /** The rows of all tables, without their heads. */
    private static List<String> rows() throws IOException {
        return Files.readAllLines(HOUSE.resolve("docs/threats.md")).stream()
                .filter(line -> line.startsWith("| "))
                .filter(line -> !line.endsWith("| test |"))
                .toList();
    }

    /** The methods of each test class of the house. Two classes of one name count as one. */
    private static Map<String, Set<String>> tests() throws IOException {
        Map<String, Set<String>> tests = new TreeMap<>();
        for (Path file : sources()) {
            String name = file.getFileName().toString().replace(".java", "");
            Set<String> methods =
                    METHOD.matcher(Files.readString(file))
                            .results()
                            .map(method -> method.group(1))
                            .collect(Collectors.toSet());
            tests.computeIfAbsent(name, _ -> new TreeSet<>()).addAll(methods);
        }
        return tests;
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> modules = Files.list(HOUSE)) {
            List<Path> roots =
                    modules.map(module -> module.resolve("src/test/java"))
                            .filter(Files::isDirectory)
                            .toList();
            assertThat(roots).hasSizeGreaterThan(10);
            Stream<Path> files = Stream.empty();
            for (Path root : roots) {
                files = Stream.concat(files, walk(root).stream());
            }
            return files.toList();
        }
    }

    private static List<Path> walk(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
