package dunlin.cli.network;

import static org.assertj.core.api.Assertions.assertThat;

import dunlin.cli.terminal.DisplayWidth;
import dunlin.node.api.Member;
import dunlin.node.api.NetworkMap;
import dunlin.peer.Transport;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

/** What is made of a map of the network, for people and for programs. */
class MapTest {
    private static final String HOSTILE = "<b>\"&'\\\033[2J\u202e</text><script>";

    private static NetworkMap hostile() {
        return new NetworkMap(
                List.of(Networks.member(1, HOSTILE, true), Networks.member(2, "b", false)),
                List.of(
                        new NetworkMap.Link(
                                "%016x".formatted(1),
                                "%016x".formatted(2),
                                Optional.of(Duration.ofMillis(3)),
                                Optional.of(Transport.Kind.UTP))),
                true);
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void theTreeHasEachNodeOnceAndBeginsHere() {
        NetworkMap map = Networks.of(12, 4);
        List<String> lines = MapTree.of(new Graph(map)).lines(Integer.MAX_VALUE);
        assertThat(lines).hasSize(13);
        assertThat(lines.get(1)).startsWith("alba (you) ").contains("192.0.2.1:6881");
        for (Member member : map.nodes()) {
            assertThat(
                            lines.stream()
                                    .filter(it -> it.matches("[ │├└─]*" + member.name() + "\\b.*")))
                    .as(member.name())
                    .hasSize(1);
        }
        assertThat(lines.get(2)).startsWith("├─ brant").contains("1.2 ms");
        assertThat(lines)
                .anyMatch(line -> line.startsWith("│  └─ "))
                .anyMatch(line -> line.startsWith("└─ "));
    }

    @Test
    void nodesWithoutALinkToTheOthersAreShownToo() {
        NetworkMap ring = Networks.of(3, 2);
        NetworkMap map =
                new NetworkMap(
                        List.of(
                                ring.nodes().get(0),
                                ring.nodes().get(1),
                                Networks.member(9, "lonely", false)),
                        ring.links(),
                        false);
        assertThat(MapTree.of(new Graph(map)).lines(80))
                .anyMatch(line -> line.startsWith("lonely  "));
        assertThat(MapTree.of(new Graph(new NetworkMap(List.of(), List.of(), true))).lines(80))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 60, 80, 120, 200})
    void theTreeFitsTheTerminal(int columns) {
        assertThat(MapTree.of(new Graph(Networks.of(60, 8))).lines(columns))
                .allMatch(line -> DisplayWidth.of(line) <= columns);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 12, 60, 300})
    void noTwoNodesOfThePictureOverlap(int nodes) {
        Graph graph = new Graph(Networks.of(nodes, 8));
        double[] widths = new double[nodes];
        for (int i = 0; i < nodes; i++) {
            widths[i] = 60 + i % 5 * 20;
        }
        List<int[]> links = graph.links().stream().map(it -> new int[] {it.a(), it.b()}).toList();
        MapLayout.Places places = MapLayout.of(links, widths, 50);
        for (int a = 0; a < nodes; a++) {
            for (int b = a + 1; b < nodes; b++) {
                boolean overlap =
                        Math.abs(places.x()[a] - places.x()[b]) < (widths[a] + widths[b]) / 2
                                && Math.abs(places.y()[a] - places.y()[b]) < 50;
                assertThat(overlap).as("%d over %d", a, b).isFalse();
            }
        }
    }

    @Test
    void theSameNetworkGivesTheSamePictureInWhateverOrderItComes() {
        NetworkMap map = Networks.of(40, 6);
        NetworkMap reversed =
                new NetworkMap(map.nodes().reversed(), map.links().reversed(), map.all());
        assertThat(MapSvg.of(new Graph(reversed), "lab"))
                .isEqualTo(MapSvg.of(new Graph(map), "lab"));
    }

    @Test
    void thePictureNamesEachNodeAndMarksThisOne() throws Exception {
        String svg = MapSvg.of(new Graph(Networks.of(12, 4)), "lab & <co>");
        Document document = parse(svg);
        assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(13);
        assertThat(svg).contains("lab &amp; &lt;co&gt;", ">alba<", "class=\"name me\"", "1.2 ms");
        assertThat(svg).contains("prefers-color-scheme: dark");
    }

    @Test
    void namesOfStrangersStayText() throws Exception {
        Document svg = parse(MapSvg.of(new Graph(hostile()), HOSTILE));
        assertThat(svg.getElementsByTagName("script").getLength()).isZero();
        String dot = MapDot.of(new Graph(hostile()), HOSTILE);
        assertThat(dot)
                .doesNotContain("\033", "\u202e")
                .contains("label=\"<b>\\\"&'\\\\\\\\u001b[2J\\\\u202e</text><script>\"");
        assertThat(String.join("", MapTree.of(new Graph(hostile())).lines(200)))
                .doesNotContain("\033", "\u202e");
    }

    @Test
    void aPictureOfManyIsBounded() {
        NetworkMap map = Networks.of(3_000, 4);
        assertThat(MapSvg.of(new Graph(map), "big")).hasSizeLessThan(4_000_000);
        assertThat(
                        Collections.max(
                                        new Graph(map).links(),
                                        java.util.Comparator.comparingInt(Graph.Link::b))
                                .b())
                .isLessThan(3_000);
    }
}
