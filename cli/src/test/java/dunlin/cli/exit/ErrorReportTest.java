package dunlin.cli.exit;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.node.api.NodeRefusal;
import dunlin.node.api.NodeRefusal.Lack;
import dunlin.node.api.NodeRefusal.Why;
import dunlin.protocol.ProtocolException;
import dunlin.storage.StorageException;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every refusal becomes one line, with what to do next, and the exit code of the contract. */
class ErrorReportTest {
    private static final URI INDEX = URI.create("http://index:6969");
    private static final Path PLACE = Path.of("there");

    /** One of each kind, and the code that it ends with. */
    static List<Object[]> refusals() {
        return List.of(
                refusal(2, new Why.NoIndexNamed()),
                refusal(3, new Why.NobodyToAsk("x")),
                refusal(3, new Why.NotListed("x", List.of())),
                refusal(1, new Why.Ambiguous("x", List.of())),
                refusal(4, new Why.IndexUnreachable(INDEX, "nobody answers")),
                refusal(4, new Why.IndexSaysNo(INDEX, 503, Optional.empty(), "busy")),
                refusal(5, new Why.IndexSaysNo(INDEX, 403, Optional.empty(), "not yours")),
                refusal(1, new Why.CannotSearch(INDEX)),
                refusal(3, new Why.NoTorrentAtIndex("x")),
                refusal(5, new Why.NotFetched("file:///etc/passwd")),
                refusal(3, new Why.NothingAt(INDEX)),
                refusal(1, new Why.WebStatus(INDEX, 500)),
                refusal(4, new Why.WebUnreachable(INDEX, "nobody answers")),
                refusal(2, new Why.IsFolder(PLACE)),
                refusal(3, new Why.NoSuchPath(PLACE)),
                refusal(4, new Why.NoSuchHost("h")),
                refusal(3, new Why.NoPeerNamed("anna")),
                refusal(4, new Why.NobodyInNetwork("dunlin")),
                refusal(1, new Why.NoNetwork()),
                refusal(3, new Why.NoMember("anna", List.of("hanna"))),
                refusal(1, new Why.AmbiguousMember("anna", List.of())),
                refusal(4, new Why.MemberSilent("anna")),
                refusal(3, new Why.NoEntry("anna", 7)),
                refusal(4, new Why.NoMetadata("x")),
                refusal(4, new Why.NothingCame("x", new Lack.NobodyKnown())),
                refusal(1, new Why.OnlyV2("x")),
                refusal(1, new Why.OpenAlready("x", 1)),
                refusal(1, new Why.FolderOfOthers(PLACE, PLACE.resolve("mine"))),
                refusal(1, new Why.UnfinishedOfOthers(PLACE.resolve("x.part"))),
                refusal(1, new Why.NotWhole(PLACE, 1, 2)),
                refusal(6, new Why.NoRoom("x", PLACE, 2, 1)),
                refusal(3, new Why.NoSuchShare(1)),
                refusal(1, new Why.NotNow(1, "Serving")),
                refusal(5, new Why.Malformed("bad bencode")),
                refusal(5, new Why.IndexMalformed(INDEX, "no JSON")),
                refusal(6, new Why.Disk(StorageException.Reason.FULL, PLACE, "full")),
                refusal(1, new Why.CannotListen("port 1 is in use")),
                refusal(6, new Why.NotAllowed("there")),
                refusal(6, new Why.FileSystem("input/output error")),
                refusal(1, new Why.Closing()),
                refusal(1, new Why.Failed("it fails")),
                refusal(1, new Why.Fault("a defect")));
    }

    private static Object[] refusal(int code, Why why) {
        return new Object[] {code, why};
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void everyRefusalIsOneLineWithItsCode(int code, Why why) {
        Failure failure = ErrorReport.of(new NodeRefusal(why));

        assertThat(failure.code().number()).isEqualTo(code);
        assertThat(failure.line()).isNotBlank().hasLineCount(1).doesNotContain("Why", "[");
    }

    @Test
    void noKindOfRefusalIsLeftOutHere() {
        Set<Class<?>> told = new HashSet<>();
        refusals().forEach(it -> told.add(it[1].getClass()));
        assertThat(told).containsExactlyInAnyOrder(Why.class.getPermittedSubclasses());
    }

    @Test
    void eachReasonOfTheDiskHasAdviceOfItsOwn() {
        Set<String> lines = new HashSet<>();
        for (StorageException.Reason reason : StorageException.Reason.values()) {
            lines.add(ErrorReport.of(new StorageException(reason, PLACE, "it fails")).line());
        }
        assertThat(lines).hasSameSizeAs(StorageException.Reason.values());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FULL            | make room",
                "READ_ONLY       | change who may write there",
                "VANISHED        | check the path",
                "CHANGING        | share it when it rests",
                "OBSTRUCTED      | move away what stands there",
                "ANOTHER         | add --repair",
                "UNSHARABLE      | a folder with a file in it",
                "UNNAMEABLE      | set LC_ALL=C.UTF-8",
                "BUSY            | try again",
                "LIBRARY_DAMAGED | what is there is verified and kept",
                "KEY_DAMAGED     | put a copy of it back",
                "KEY_EXPOSED     | chmod 600",
                "FAILED          | check the disk",
            })
    void saysWhatHelpsAgainstIt(StorageException.Reason reason, String advice) {
        assertThat(ErrorReport.of(new StorageException(reason, PLACE, "it fails")).line())
                .startsWith("it fails; ")
                .contains(advice);
    }

    @ParameterizedTest
    @EnumSource(StorageException.Reason.class)
    void whatTheDiskRefusesComesWithAdvice(StorageException.Reason reason) {
        Failure failure = ErrorReport.of(new StorageException(reason, PLACE, "cannot write there"));

        boolean isTheDisks = reason != StorageException.Reason.UNSHARABLE;
        assertThat(failure.code()).isEqualTo(isTheDisks ? ExitCode.DISK : ExitCode.FAILED);
        assertThat(failure.line()).startsWith("cannot write there; ").hasSizeGreaterThan(25);
    }

    @Test
    void theDisksOwnWordsMayHoldASemicolon() {
        Path odd = Path.of("a; b");
        StorageException full =
                new StorageException(StorageException.Reason.FULL, odd, "cannot write " + odd);

        assertThat(ErrorReport.of(full).line()).startsWith("cannot write a; b; make room");
    }

    @Test
    void whatAFetchLackedIsSaid() {
        assertThat(lacking(new Lack.NobodyKnown()))
                .isEqualTo(
                        "photos was not fetched: no peer of it is known; try again later, or name one with --peer");
        assertThat(lacking(new Lack.PeersLeft())).contains("have left", "their copy has changed");
        assertThat(lacking(new Lack.FalseData(1)))
                .isEqualTo(
                        "photos was not fetched: the only peer that gave anything sent data that is not the share's:"
                                + " the copy has changed, it seems;"
                                + " the sharer must share it again, or name another peer with --peer");
        assertThat(lacking(new Lack.NobodyAnswers(2))).contains("none of 2 known peers answers");
        assertThat(lacking(new Lack.NothingSent(2, 0, Duration.ofMinutes(5))))
                .contains("nobody there has all of it: a copy may have changed");
        assertThat(lacking(new Lack.NothingSent(1, 1, Duration.ofMinutes(5))))
                .contains("1 peer connected, but nothing came for 5 min 00 s");
    }

    private static String lacking(Lack lack) {
        return ErrorReport.of(new NodeRefusal(new Why.NothingCame("photos", lack))).line();
    }

    @Test
    void anIndexThatAsksToBeLeftAloneIsAskedAgainWhenItSays() {
        Why busy = new Why.IndexSaysNo(INDEX, 503, Optional.of(Duration.ofMinutes(2)), "busy");
        assertThat(ErrorReport.of(new NodeRefusal(busy)).line())
                .isEqualTo("the index http://index:6969 fails: busy; try again in 2 min 00 s");
    }

    @Test
    void whatAStrangerNamedCannotReachTheTerminal() {
        Stream.of(new Why.NotListed("\u001b[2J", List.of()), new Why.NobodyToAsk("\u001b[2J"))
                .forEach(why ->
                        assertThat(ErrorReport.of(new NodeRefusal(why)).line())
                                .doesNotContain("\u001b"));
    }

    /** What a peer meets is told as if the command had met it. */
    @ParameterizedTest
    @MethodSource("problems")
    void isToldAlikeWhoeverMeetsIt(Exception problem, int code, String line) {
        for (Failure failure :
                List.of(ErrorReport.of(problem), ErrorReport.of(NodeRefusal.of(problem)))) {
            assertThat(failure.code().number()).isEqualTo(code);
            assertThat(failure.line()).isEqualTo(line);
        }
    }

    static List<Object[]> problems() {
        return List.of(
                problem(
                        new ProtocolException("bad bencode"),
                        5,
                        "refused: bad bencode; get a sound one from who made it"),
                problem(
                        new StorageException(StorageException.Reason.BUSY, PLACE, "it is in use"),
                        6,
                        "it is in use; try again, or use another --home"),
                problem(
                        new AccessDeniedException("there"),
                        6,
                        "permission denied: there; check who may use it"),
                problem(
                        new FileSystemException("there", null, "Not a directory"),
                        6,
                        "there: Not a directory; check the disk and try again"),
                problem(
                        new IOException(
                                "cannot listen on port 80: taken", new BindException("taken")),
                        1,
                        "cannot listen on port 80: taken; choose another with --port or --bind"),
                problem(new IOException("it fails"), 1, "it fails; try again, -v says more"),
                problem(new IOException(), 1, "input or output failed; try again, -v says more"),
                problem(
                        new IllegalStateException("of ours"),
                        1,
                        "a fault of dunlin itself: of ours; -v shows where"));
    }

    private static Object[] problem(Exception problem, int code, String line) {
        return new Object[] {problem, code, line};
    }

    @Test
    void aPeerThatCannotListenSaysSo() {
        NodeRefusal refusal = NodeRefusal.of(new BindException("Cannot assign requested address"));

        assertThat(ErrorReport.of(refusal).line())
                .isEqualTo(
                        "cannot listen: Cannot assign requested address; choose another with --port or --bind");
    }

    @Test
    void exceptionsFromBelowFindTheirCodesToo() {
        assertThat(ErrorReport.of(new ProtocolException("bad")).code()).isEqualTo(ExitCode.REFUSED);
        assertThat(ErrorReport.of(new NoSuchFileException("x")).code())
                .isEqualTo(ExitCode.NOT_FOUND);
        assertThat(ErrorReport.of(new UnknownHostException("no host 'h' is known")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ExitCode.UNREACHABLE))
                .satisfies(e -> assertThat(e.line()).contains("check the name"));
        assertThat(ErrorReport.of(new InterruptedException()).code())
                .isEqualTo(ExitCode.INTERRUPTED);
    }
}
