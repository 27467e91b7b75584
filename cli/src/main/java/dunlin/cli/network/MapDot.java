package dunlin.cli.network;

import dunlin.net.HostPort;
import dunlin.node.api.Member;
import dunlin.protocol.SafeText;

/** A map in the language of Graphviz: {@code dot -Tpng}, {@code neato}. Pure. */
final class MapDot {
    private MapDot() {}

    /**
     * The whole text.
     *
     * @param network what the network is called
     */
    static String of(Graph graph, String network) {
        StringBuilder text = new StringBuilder("graph ").append(quoted(network)).append(" {\n");
        text.append("    node [shape=box style=rounded fontname=\"sans-serif\"];\n");
        for (Member member : graph.nodes()) {
            text.append("    ")
                    .append(quoted(member.id()))
                    .append(" [label=")
                    .append(quoted(member.shownName()))
                    .append(" tooltip=")
                    .append(quoted(HostPort.format(member.address())))
                    .append(member.isSelf() ? " penwidth=3];\n" : "];\n");
        }
        for (Graph.Link link : graph.links()) {
            text.append("    ")
                    .append(quoted(graph.nodes().get(link.a()).id()))
                    .append(" -- ")
                    .append(quoted(graph.nodes().get(link.b()).id()))
                    .append(
                            link.roundTrip()
                                    .map(it -> " [label=" + quoted(RoundTrip.text(it)) + "]")
                                    .orElse(""))
                    .append(";\n");
        }
        return text.append("}\n").toString();
    }

    /** A backslash would begin an escape of Graphviz's own, also within quotes. */
    private static String quoted(String text) {
        String safe = SafeText.forTerminal(text);
        return '"' + safe.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
