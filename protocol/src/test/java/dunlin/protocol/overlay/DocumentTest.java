package dunlin.protocol.overlay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dunlin.protocol.identity.PeerKeyPair;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/overlay-protocol.md} and the program to one protocol. */
class DocumentTest {
    private static final String BEGIN = "<!-- vectors: DocumentTest says what belongs here -->\n\n";
    private static final String END = "<!-- end of the vectors -->";
    private static final Pattern VECTOR =
            Pattern.compile("### (.+)\n\n```\n(?:[^`]*?\n\n)?([0-9a-f\n]+)```");

    static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("docs/overlay-protocol.md"))) {
            at = Objects.requireNonNull(at.getParent(), "the folder docs");
        }
        return at;
    }

    private static String document() throws Exception {
        return Files.readString(root().resolve("docs/overlay-protocol.md"), UTF_8);
    }

    @Test
    void theVectorsOfTheDocumentAreReadAsWhatTheySay() throws Exception {
        Map<String, OverlayMessage> read = new LinkedHashMap<>();
        Matcher matcher = VECTOR.matcher(document());
        while (matcher.find()) {
            if (!matcher.group(1).startsWith("Digest")) {
                byte[] bytes = HexFormat.of().parseHex(matcher.group(2).replace("\n", ""));
                read.put(matcher.group(1), OverlayMessage.parse(bytes));
            }
        }
        assertThat(read).containsExactlyEntriesOf(Samples.all());
    }

    @Test
    void theDocumentHasTheVectorsThatTheProgramMakes() throws Exception {
        String document = document();
        String there =
                document.substring(document.indexOf(BEGIN) + BEGIN.length(), document.indexOf(END));
        assertThat(there).isEqualTo(Vectors.text());
    }

    @Test
    void everyKindOfMessageHasAVector() {
        assertThat(Samples.all().values().stream().<Class<?>>map(Object::getClass).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        java.util.Arrays.stream(OverlayMessage.class.getPermittedSubclasses())
                                .filter(kind -> kind != OverlayMessage.Unknown.class)
                                .toList());
    }

    @Test
    void anyKeyHasAnIdOfItsOwn() {
        PeerKeyPair keys = PeerKeyPair.random(new Random(3));
        assertThat(MemberId.of(keys.publicKey(), 1).id())
                .isNotEqualTo(MemberId.of(keys.publicKey(), 2).id());
    }
}
