package dunlin.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Twelve machines and no index: each shares something, and knows of nobody but the first. Real
 * processes, each in a network namespace of its own.
 */
class WithoutServerTest extends LabTest {
    private static final int MEMBERS = 12;
    private static final String PORT = "6881";

    /** Thirteen of them start on whatever this machine has. */
    private static final String QUICK = "-XX:TieredStopAtLevel=1";

    /** Half a minute, but for a machine that is busy with other things. */
    private static final Duration HEALING = Duration.ofMinutes(3);

    @AutoClose private Namespaces namespaces;

    private final List<Host> hosts = new ArrayList<>();
    private final List<Dunlin.Shared> members = new ArrayList<>();

    @BeforeEach
    void openTheNetwork() throws Exception {
        namespaces = Namespaces.open();
    }

    @Test
    void twelveFindEachOtherSearchBrowseFetchAndGoOnWhenThreeAreKilledTheFirstToo()
            throws Exception {
        List<Program> started = new ArrayList<>();
        for (int number = 0; number < MEMBERS; number++) {
            hosts.add(namespaces.host());
            started.add(member(number));
        }
        started.forEach(it -> it.awaitLine("the share", line -> Json.isEvent(line, "shared")));

        Dunlin looking = Dunlin.at(lab, namespaces.host()).with(QUICK);
        awaitMap(looking, 0, names(0));
        assertThat(found(looking, 5, "treatise 7")).containsExactly("treatise 7.txt");

        JsonNode browsed = answer(looking, 3, "browse", "member-9");
        assertThat(browsed).hasSize(1);
        assertThat(browsed.get(0).get("name").asString()).isEqualTo("treatise 9.txt");
        int entry = browsed.get(0).get("number").asInt();
        assertFetched(looking, 9, 3, "--from", "member-9", String.valueOf(entry));
        assertFetched(looking, 4, 11, "treatise 4.txt");

        for (int killed : List.of(0, 4, 8)) {
            started.get(killed).kill();
        }
        Set<String> left = names(0);
        left.removeAll(Set.of("member-0", "member-4", "member-8"));
        awaitMap(looking, 6, left);
        assertThat(found(looking, 6, "treatise 7")).containsExactly("treatise 7.txt");
        assertFetched(looking, 11, 2, "treatise 11.txt");
    }

    private Program member(int number) throws Exception {
        Path file = content(number);
        Files.writeString(file, "The wisdom of number " + number + "\n".repeat(100 + number));
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "share",
                                file.toString(),
                                "--name",
                                "member-" + number,
                                "--bind",
                                hosts.get(number).address(),
                                "--port",
                                PORT));
        if (number > 0) {
            command.addAll(List.of("--join", address(0)));
        }
        return Dunlin.at(lab, hosts.get(number)).with(QUICK).start(command);
    }

    private Path content(int number) {
        return temporary.resolve("treatise " + number + ".txt");
    }

    private String address(int number) {
        return hosts.get(number).address() + ":" + PORT;
    }

    private static Set<String> names(int from) {
        Set<String> names = new TreeSet<>();
        IntStream.range(from, MEMBERS).forEach(number -> names.add("member-" + number));
        return names;
    }

    /** A command that looks, of a machine that shares nothing and knows one member. */
    private JsonNode answer(Dunlin looking, int entrance, String... words) {
        List<String> command = new ArrayList<>(List.of(words));
        command.addAll(List.of("--join", address(entrance), "--bind", looking.host().address()));
        Program program = looking.start(command);
        assertThat(program.exitCode()).as("exit code of" + program).isZero();
        return Json.parse(String.join("\n", program.output()));
    }

    private List<String> found(Dunlin looking, int entrance, String words) {
        List<String> names = new ArrayList<>();
        for (JsonNode hit : answer(looking, entrance, "search", words)) {
            assertThat(hit.get("foundIn").get(0).asString()).isEqualTo("overlay");
            names.add(hit.get("name").asString());
        }
        return names;
    }

    private void assertFetched(Dunlin looking, int number, int entrance, String... what)
            throws Exception {
        Path folder = lab.folder("fetched");
        List<String> command = new ArrayList<>(List.of("get"));
        command.addAll(List.of(what));
        command.addAll(List.of("-o", folder.toString()));
        command.addAll(List.of("--join", address(entrance), "--bind", looking.host().address()));
        Dunlin.awaitFetched(looking.start(command));
        Path expected = content(number);
        assertThat(folder.resolve(expected.getFileName())).hasSameBinaryContentAs(expected);
    }

    private void awaitMap(Dunlin looking, int entrance, Set<String> expected) throws Exception {
        long deadline = System.nanoTime() + HEALING.toNanos();
        Set<String> seen = Set.of();
        while (System.nanoTime() < deadline) {
            seen = new TreeSet<>();
            for (JsonNode node : answer(looking, entrance, "map").get("nodes")) {
                seen.add(node.get("name").asString());
            }
            if (seen.equals(expected)) {
                return;
            }
        }
        assertThat(seen).as("the map in the end").isEqualTo(expected);
    }
}
