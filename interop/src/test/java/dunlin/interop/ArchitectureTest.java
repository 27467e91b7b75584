package dunlin.interop;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the house as docs/architecture.md draws it. */
class ArchitectureTest {
    private static final int MOST_LINES = 500;
    private static final int MOST_FILES = 40;
    private static final Pattern IMPORT =
            Pattern.compile("^import (dunlin[.a-z]*\\.[A-Z]\\w*);", Pattern.MULTILINE);
    private static final Pattern PACKAGE =
            Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);

    private static JavaClasses program;

    @BeforeAll
    static void readTheProgram() {
        program =
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dunlin");
    }

    @Test
    void importsRunDownwardsOnly() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("cli")
                .definedBy("dunlin.cli..")
                .layer("node")
                .definedBy("dunlin.node..")
                .layer("swarm")
                .definedBy("dunlin.swarm..")
                .layer("peer")
                .definedBy("dunlin.peer..")
                .layer("storage")
                .definedBy("dunlin.storage..")
                .layer("overlay")
                .definedBy("dunlin.overlay..")
                .layer("discovery")
                .definedBy("dunlin.discovery..")
                .layer("cluster")
                .definedBy("dunlin.cluster..")
                .layer("tracker")
                .definedBy("dunlin.tracker..")
                .layer("web")
                .definedBy("dunlin.web..")
                .layer("net")
                .definedBy("dunlin.net..")
                .layer("protocol")
                .definedBy("dunlin.protocol..")
                .whereLayer("protocol")
                .mayNotAccessAnyLayer()
                .whereLayer("net")
                .mayOnlyAccessLayers("protocol")
                .whereLayer("web")
                .mayOnlyAccessLayers("net")
                .whereLayer("tracker")
                .mayOnlyAccessLayers("protocol", "net", "web")
                .whereLayer("cluster")
                .mayOnlyAccessLayers("protocol", "net", "tracker")
                .whereLayer("discovery")
                .mayOnlyAccessLayers("protocol", "net")
                .whereLayer("storage")
                .mayOnlyAccessLayers("protocol")
                .whereLayer("peer")
                .mayOnlyAccessLayers("protocol", "net")
                .whereLayer("swarm")
                .mayOnlyAccessLayers("protocol", "net", "storage", "peer")
                .whereLayer("overlay")
                .mayOnlyAccessLayers("protocol", "net", "peer")
                .whereLayer("node")
                .mayOnlyAccessLayers(
                        "protocol", "net", "storage", "peer", "swarm", "discovery", "overlay")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .check(program);
    }

    @Test
    void noPackagesDependOnEachOtherInACircle() {
        slices().matching("dunlin.(**)").should().beFreeOfCycles().check(program);
    }

    @Test
    void protocolKnowsNoFilesNoSocketsNoThreadsAndNoClock() {
        knowNoFilesNoSocketsNoThreadsAndNoClock(
                noClasses().that().resideInAPackage("dunlin.protocol.."));
    }

    @Test
    void whatDecidesKnowsNoFilesNoSocketsNoThreadsAndNoClock() {
        knowNoFilesNoSocketsNoThreadsAndNoClock(
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                "dunlin.swarm.pick..",
                                "dunlin.swarm.exchange..",
                                "dunlin.discovery.dht.core..",
                                "dunlin.overlay.core.."));
        for (String name :
                List.of(
                        "dunlin.swarm.Choker",
                        "dunlin.swarm.Credit",
                        "dunlin.swarm.Gathering",
                        "dunlin.peer.Crowd",
                        "dunlin.swarm.Suspects",
                        "dunlin.peer.Talk",
                        "dunlin.peer.dial.Race",
                        "dunlin.peer.dial.LastWays",
                        "dunlin.swarm.dial.AddressBook",
                        "dunlin.swarm.metadata.MetadataAssembly",
                        "dunlin.swarm.metadata.MetadataCopy",
                        "dunlin.discovery.tracker.TierSchedule",
                        "dunlin.discovery.tracker.UdpExchange",
                        "dunlin.node.share.Patience",
                        "dunlin.tracker.absence.AbsenceRule",
                        "dunlin.net.Proxies",
                        "dunlin.web.Places",
                        "dunlin.web.LeastRate")) {
            knowNoFilesNoSocketsNoThreadsAndNoClock(
                    noClasses().that().haveNameMatching(Pattern.quote(name) + "(\\$.*)?"));
        }
    }

    @Test
    void aSwarmHasItsTimeThreadsAndChanceFromItsSettings() {
        noClasses()
                .that()
                .resideInAPackage("dunlin.swarm..")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Thread.class, "ofVirtual")
                .orShould()
                .callMethod(Thread.class, "ofPlatform")
                .orShould()
                .callMethod(Thread.class, "startVirtualThread", Runnable.class)
                .orShould()
                .callMethod(RandomGenerator.class, "getDefault")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("dunlin.peer.dial.RacingDialer")
                .check(program);
    }

    /** What a person can ask is asked of `dunlin.node`; the rest has its reason. */
    @Test
    void theCommandKnowsNothingBelowTheNodeButWhatIsListedHere() {
        Map<String, String> known =
                Map.of(
                        "dunlin.swarm.SwarmStatus", "how an exchange stands: a value",
                        "dunlin.peer.Transport", "what carries a connection: a value",
                        "dunlin.storage.ShareBuilder", "create makes torrents with no peer",
                        "dunlin.storage.Selection", "create and share say what is taken in",
                        "dunlin.storage.Verifier", "demo checks what was fetched",
                        "dunlin.storage.Diagnosis", "verify examines data with no peer",
                        "dunlin.storage.WholeFile", "create writes a torrent whole or not at all",
                        "dunlin.storage.name.NameReport",
                                "inspect and get say what is stored under another name",
                        "dunlin.storage.name.StoredName",
                                "verify finds what get stored under another name",
                        "dunlin.storage.StorageException", "what create and verify may meet");
        DescribedPredicate<JavaClass> unlisted =
                DescribedPredicate.describe(
                        "are below the node and not listed with a reason",
                        it ->
                                it.getPackageName()
                                                .matches(
                                                        "dunlin\\.(swarm|storage|peer|discovery|overlay)\\b.*")
                                        && !known.containsKey(
                                                it.getName().replaceFirst("\\$.*", "")));
        noClasses()
                .that()
                .resideInAPackage("dunlin.cli..")
                .should()
                .dependOnClassesThat(unlisted)
                .check(program);
    }

    @Test
    void noFileIsTooLongAndEveryPackageSaysWhatItIsAndIsNotTooFull() throws IOException {
        Map<Path, Integer> perFolder = new TreeMap<>();
        List<String> faults = new ArrayList<>();
        for (Path file : sources()) {
            perFolder.merge(file.getParent(), 1, Integer::sum);
            try (Stream<String> lines = Files.lines(file)) {
                long count = lines.count();
                if (count > MOST_LINES) {
                    faults.add(file + " has " + count + " lines");
                }
            }
        }
        perFolder.forEach((folder, files) -> {
            if (files > MOST_FILES) {
                faults.add(folder + " has " + files + " files");
            }
        });
        perFolder.keySet().stream()
                .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                .forEach(folder -> faults.add(folder + " does not say what it is"));
        assertThat(perFolder).as("the sources were found").hasSizeGreaterThan(30);
        assertThat(faults).isEmpty();
    }

    /** ArchUnit reads bytecode, in which imports that only Javadoc uses are not seen; this does. */
    @Test
    void noTwoFilesOfDifferentPackagesImportEachOther() throws IOException {
        Map<String, Set<String>> imports = new TreeMap<>();
        for (Path file : sources()) {
            String text = Files.readString(file);
            Matcher found = IMPORT.matcher(text);
            Set<String> names = new TreeSet<>();
            while (found.find()) {
                names.add(found.group(1));
            }
            Matcher itself = PACKAGE.matcher(text);
            assertThat(itself.find()).as(file.toString()).isTrue();
            String name = file.getFileName().toString().replace(".java", "");
            imports.put(itself.group(1) + "." + name, names);
        }
        List<String> circles = new ArrayList<>();
        imports.forEach((name, names) -> {
            for (String other : names) {
                if (imports.getOrDefault(other, Set.of()).contains(name)) {
                    circles.add(name + " and " + other);
                }
            }
        });
        assertThat(circles).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            for (Path main : modules.map(it -> it.resolve("src/main/java")).toList()) {
                if (Files.isDirectory(main)) {
                    try (Stream<Path> files = Files.walk(main)) {
                        files.filter(it -> it.toString().endsWith(".java")).forEach(sources::add);
                    }
                }
            }
        }
        return sources;
    }

    private static void knowNoFilesNoSocketsNoThreadsAndNoClock(GivenClassesConjunction none) {
        none.should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.net.http..",
                        "java.util.concurrent..",
                        "org.slf4j..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.net.Socket")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .check(program);
    }

    @Test
    void onlyTheCommandPrints() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dunlin.cli..")
                .should(ACCESS_STANDARD_STREAMS)
                .check(program);
    }

    @Test
    void noStateIsStatic() {
        fields().that().areStatic().should().beFinal().check(program);
        noFields()
                .that()
                .areStatic()
                .should()
                .haveRawType(assignableTo(AtomicReference.class))
                .orShould()
                .haveRawType("java.util.concurrent.ConcurrentHashMap")
                .orShould()
                .haveRawType("java.util.HashMap")
                .orShould()
                .haveRawType("java.util.ArrayList")
                .check(program);
        noMethods().should().haveName("getInstance").check(program);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses().should().haveSimpleNameEndingWith("Impl").check(program);
        noClasses().should().haveSimpleNameEndingWith("Manager").check(program);
        noClasses().should().haveSimpleNameEndingWith("Util").check(program);
        noClasses().should().haveSimpleNameEndingWith("Utils").check(program);
        noClasses().should().haveSimpleNameEndingWith("Helper").check(program);
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..common..", "..impl..")
                .check(program);
    }
}
