package dunlin.cli.network;

import dunlin.cli.terminal.Table;
import dunlin.net.HostPort;
import dunlin.node.api.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A map as a tree of lines, by the shortest way to each node; the other links stand behind. Pure.
 */
final class MapTree {
    private final Graph graph;
    private final List<List<Integer>> children = new ArrayList<>();
    private final List<List<String>> others = new ArrayList<>();
    private final TreeMap<Long, Duration> roundTrips = new TreeMap<>();
    private final Table table =
            new Table(List.of("PEER", "=ADDRESS", ">SHARES", ">ANSWERS IN", "ALSO LINKED WITH"))
                    .sparing("ALSO LINKED WITH", ">ANSWERS IN", ">SHARES");

    private MapTree(Graph graph) {
        this.graph = graph;
        graph.nodes()
                .forEach(_ -> {
                    children.add(new ArrayList<>());
                    others.add(new ArrayList<>());
                });
        for (int node = 0; node < graph.nodes().size(); node++) {
            if (graph.parent(node) >= 0) {
                children.get(graph.parent(node)).add(node);
            }
        }
        for (Graph.Link link : graph.links()) {
            link.roundTrip().ifPresent(it -> roundTrips.put(key(link.a(), link.b()), it));
            if (graph.parent(link.b()) != link.a()) {
                others.get(link.a()).add(name(link.b()));
                others.get(link.b()).add(name(link.a()));
            }
        }
    }

    /** The tree as a table whose first column has the branches. */
    static Table of(Graph graph) {
        MapTree tree = new MapTree(graph);
        for (int node = 0; node < graph.nodes().size(); node++) {
            if (graph.parent(node) < 0) {
                tree.add(node, "", "");
            }
        }
        return tree.table;
    }

    private static long key(int a, int b) {
        return ((long) a << Integer.SIZE) | b;
    }

    private String name(int node) {
        return graph.nodes().get(node).shownName();
    }

    /** As deep as the network is wide: a handful of steps. */
    private void add(int node, String branch, String below) {
        Member member = graph.nodes().get(node);
        int parent = graph.parent(node);
        Optional<Duration> roundTrip =
                parent < 0
                        ? Optional.empty()
                        : Optional.ofNullable(roundTrips.get(key(parent, node)));
        table.row(
                branch + member.shownName() + (member.isSelf() ? " (you)" : ""),
                HostPort.format(member.address()),
                String.valueOf(member.shares()),
                roundTrip.map(RoundTrip::text).orElse(""),
                String.join(", ", others.get(node)));
        List<Integer> next = children.get(node);
        for (int i = 0; i < next.size(); i++) {
            boolean isLast = i == next.size() - 1;
            add(next.get(i), below + (isLast ? "└─ " : "├─ "), below + (isLast ? "   " : "│  "));
        }
    }
}
