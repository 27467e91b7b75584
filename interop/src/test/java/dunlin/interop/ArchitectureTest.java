package dunlin.interop;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the house as docs/architecture.md draws it. */
class ArchitectureTest {
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
                .mayOnlyAccessLayers("protocol", "net")
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
                .whereLayer("node")
                .mayOnlyAccessLayers("protocol", "net", "storage", "peer", "swarm", "discovery")
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
    void whatDecidesInASwarmKnowsNoFilesNoSocketsNoThreadsAndNoClock() {
        knowNoFilesNoSocketsNoThreadsAndNoClock(
                noClasses().that().resideInAPackage("dunlin.swarm.pick.."));
        for (String name :
                List.of(
                        "dunlin.swarm.Choker",
                        "dunlin.swarm.Suspects",
                        "dunlin.swarm.dial.AddressBook",
                        "dunlin.swarm.metadata.MetadataAssembly",
                        "dunlin.swarm.metadata.MetadataCopy")) {
            knowNoFilesNoSocketsNoThreadsAndNoClock(
                    noClasses().that().haveNameMatching(Pattern.quote(name) + "(\\$.*)?"));
        }
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
