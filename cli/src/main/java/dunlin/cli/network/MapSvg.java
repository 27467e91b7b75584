package dunlin.cli.network;

import dunlin.cli.terminal.DisplayWidth;
import dunlin.cli.terminal.Units;
import dunlin.net.HostPort;
import dunlin.node.api.Member;
import dunlin.protocol.SafeText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A map as a picture: a dot for each node, as large as it shares much, its name below; this peer
 * and its links stand out, with the time that an answer takes on each. For light and dark. Pure.
 */
final class MapSvg {
    private static final double CHARACTER = 7.4; // pixels, of the widest usual letters at 13 px
    private static final int LONGEST_NAME = 24;
    private static final double LABEL = 17; // from the middle of a dot to the middle of its name
    private static final double HEIGHT = 52;
    private static final double MARGIN = 36;
    private static final double HEAD = 64;
    private static final double LEAST_WIDTH = 420;

    private static final String STYLE =
            """
            <style>
            svg { background: #fbfaf7; font: 13px system-ui, sans-serif; max-width: 100%; height: auto; }
            .title { font-size: 19px; font-weight: 600; fill: #23303a; }
            .sub { fill: #6b7780; }
            .link { stroke: #9fb0ba; stroke-opacity: .55; stroke-width: 1.3; }
            .own { stroke: #e07a3f; stroke-opacity: 1; stroke-width: 2; }
            .dot { fill: #3f7fa6; stroke: #fbfaf7; stroke-width: 2; }
            .near { fill: #2b5f80; }
            .self { fill: #e07a3f; }
            .ring { fill: none; stroke: #e07a3f; stroke-width: 2; }
            .name { fill: #23303a; }
            .me { font-weight: 700; }
            .time { fill: #b1531c; font-size: 11px; }
            .name, .time { text-anchor: middle; dominant-baseline: middle; paint-order: stroke;
              stroke: #fbfaf7; stroke-width: 4px; stroke-linejoin: round; }
            @media (prefers-color-scheme: dark) {
              svg { background: #14191d; }
              .title, .name { fill: #e6ebee; }
              .sub { fill: #93a0a8; }
              .link { stroke: #6b7d88; }
              .own { stroke: #f0935a; }
              .dot { fill: #5ba3cf; stroke: #14191d; }
              .near { fill: #8cc4e6; }
              .self { fill: #f0935a; }
              .time { fill: #f5b58c; }
              .name, .time { stroke: #14191d; }
            }
            </style>
            """;

    private final Graph graph;
    private final String network;
    private final List<String> names = new ArrayList<>();
    private final double[] x;
    private final double[] y;
    private final double width;
    private final double height;
    private final StringBuilder text = new StringBuilder();

    /** What is written on links already, so that nothing is written over it. */
    private final List<double[]> written = new ArrayList<>();

    private MapSvg(Graph graph, String network) {
        this.graph = graph;
        this.network = SafeText.forTerminal(network);
        double[] widths = new double[graph.nodes().size()];
        for (int i = 0; i < widths.length; i++) {
            String name = SafeText.forTerminal(graph.nodes().get(i).shownName());
            names.add(DisplayWidth.cut(name, LONGEST_NAME));
            widths[i] = Math.max(40, DisplayWidth.of(names.getLast()) * CHARACTER + 14);
        }
        List<int[]> links =
                graph.links().stream().map(link -> new int[] {link.a(), link.b()}).toList();
        MapLayout.Places places = MapLayout.of(links, widths, HEIGHT);
        x = places.x();
        y = places.y();
        double left = Double.MAX_VALUE;
        double right = -Double.MAX_VALUE;
        for (int i = 0; i < x.length; i++) {
            left = Math.min(left, x[i] - widths[i] / 2);
            right = Math.max(right, x[i] + widths[i] / 2);
        }
        double top = Arrays.stream(y).min().orElse(0);
        double bottom = Arrays.stream(y).max().orElse(0);
        double drawn = x.length == 0 ? 0 : right - left;
        width = Math.max(LEAST_WIDTH, drawn + 2 * MARGIN);
        height = HEAD + bottom - top + HEIGHT + 2 * MARGIN;
        for (int i = 0; i < x.length; i++) {
            x[i] += (width - drawn) / 2 - left;
            y[i] += HEAD + MARGIN - top + 10;
        }
    }

    /**
     * The whole picture.
     *
     * @param network what the network is called
     */
    static String of(Graph graph, String network) {
        return new MapSvg(graph, network).draw();
    }

    private String draw() {
        line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\" role=\"img\">",
                width, height, width, height);
        line("<title>%s</title>", escaped("The network " + network));
        text.append(STYLE);
        line("<text class=\"title\" x=\"%.0f\" y=\"34\">%s</text>", MARGIN, escaped(network));
        line(
                "<text class=\"sub\" x=\"%.0f\" y=\"54\">%s, %s</text>",
                MARGIN,
                Units.count(graph.nodes().size(), "peer"),
                Units.count(graph.links().size(), "link"));
        graph.links().stream().filter(link -> !isOwn(link)).forEach(link -> link(link, "link"));
        graph.links().stream().filter(this::isOwn).forEach(link -> link(link, "link own"));
        for (int i = 0; i < x.length; i++) {
            node(i);
        }
        graph.links().stream().filter(link -> link.roundTrip().isPresent()).forEach(this::time);
        return text.append("</svg>\n").toString();
    }

    private boolean isSelf(int node) {
        return graph.nodes().get(node).isSelf();
    }

    private boolean isOwn(Graph.Link link) {
        return isSelf(link.a()) || isSelf(link.b());
    }

    private void link(Graph.Link link, String style) {
        line(
                "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
                style, x[link.a()], y[link.a()], x[link.b()], y[link.b()]);
    }

    private void node(int node) {
        Member member = graph.nodes().get(node);
        double radius = Math.min(12, 6.5 + Math.log1p(member.shares()));
        boolean isNear =
                graph.links().stream()
                        .anyMatch(link -> isOwn(link) && (link.a() == node || link.b() == node));
        line("<g>");
        line(
                "<title>%s</title>",
                escaped(
                        "%s\n%s\n%s, %s\n%s"
                                .formatted(
                                        SafeText.forTerminal(member.shownName()),
                                        HostPort.format(member.address()),
                                        Units.count(member.shares(), "share"),
                                        Units.count(graph.degree(node), "link"),
                                        member.id())));
        if (member.isSelf()) {
            line(
                    "<circle class=\"ring\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>",
                    x[node], y[node], radius + 4);
        }
        line(
                "<circle class=\"dot%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>",
                member.isSelf() ? " self" : isNear ? " near" : "", x[node], y[node], radius);
        line(
                "<text class=\"name%s\" x=\"%.1f\" y=\"%.1f\">%s</text>",
                member.isSelf() ? " me" : "",
                x[node],
                y[node] + LABEL + radius / 2,
                escaped(names.get(node)));
        line("</g>");
    }

    /** On its link, where nothing else is written if there is such a place. */
    private void time(Graph.Link link) {
        double[] best = onLink(link, 0.5);
        for (double at : new double[] {0.4, 0.6, 0.3, 0.7}) {
            if (!isFree(best) && isFree(onLink(link, at))) {
                best = onLink(link, at);
            }
        }
        written.add(best);
        line(
                "<text class=\"time\" x=\"%.1f\" y=\"%.1f\">%s</text>",
                best[0], best[1], RoundTrip.text(link.roundTrip().orElseThrow()));
    }

    private double[] onLink(Graph.Link link, double at) {
        return new double[] {
            x[link.a()] + at * (x[link.b()] - x[link.a()]),
            y[link.a()] + at * (y[link.b()] - y[link.a()])
        };
    }

    private boolean isFree(double[] place) {
        for (int i = 0; i < x.length; i++) {
            double half = DisplayWidth.of(names.get(i)) * CHARACTER / 2 + 20;
            double down = place[1] - y[i];
            if (Math.abs(place[0] - x[i]) < half && down > -16 && down < LABEL + 18) {
                return false;
            }
        }
        return written.stream()
                .noneMatch(
                        it -> Math.abs(it[0] - place[0]) < 44 && Math.abs(it[1] - place[1]) < 14);
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
