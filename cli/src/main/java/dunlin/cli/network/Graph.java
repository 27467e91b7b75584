package dunlin.cli.network;

import dunlin.node.api.Member;
import dunlin.node.api.NetworkMap;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * A map as a graph: its nodes by what links them, beginning with this peer, else with the one that
 * has most links. The same map gives the same order. Immutable.
 */
final class Graph {
    /** A link between two nodes, by their indexes, the smaller first. */
    record Link(int a, int b, Optional<Duration> roundTrip) {}

    private final List<Member> nodes = new ArrayList<>();
    private final List<Integer> parents = new ArrayList<>();
    private final Map<String, Integer> indexes = new HashMap<>();
    private final List<Link> links = new ArrayList<>();
    private final Map<String, Set<String>> neighbours = new HashMap<>();

    Graph(NetworkMap map) {
        Map<String, Member> members = new HashMap<>();
        map.nodes().forEach(node -> members.put(node.id(), node));
        for (NetworkMap.Link link : map.links()) {
            neighbours.computeIfAbsent(link.a(), _ -> new HashSet<>()).add(link.b());
            neighbours.computeIfAbsent(link.b(), _ -> new HashSet<>()).add(link.a());
        }
        Comparator<Member> byName =
                Comparator.comparing(Member::shownName, String.CASE_INSENSITIVE_ORDER)
                        .thenComparing(Member::id);
        Comparator<Member> firstOnes =
                Comparator.comparing((Member it) -> !it.isSelf())
                        .thenComparing(it -> -degree(it.id()))
                        .thenComparing(byName);
        for (Member root : map.nodes().stream().sorted(firstOnes).toList()) {
            walk(root, members, byName);
        }
        for (NetworkMap.Link link : map.links()) {
            Integer a = indexes.get(link.a());
            Integer b = indexes.get(link.b());
            if (a != null && b != null && !a.equals(b)) {
                links.add(new Link(Math.min(a, b), Math.max(a, b), link.roundTrip()));
            }
        }
        links.sort(Comparator.comparingInt(Link::a).thenComparingInt(Link::b));
    }

    private int degree(String id) {
        return neighbours.getOrDefault(id, Set.of()).size();
    }

    /** Adds all that can be come to from here, the nearest first. */
    private void walk(Member root, Map<String, Member> members, Comparator<Member> byName) {
        if (indexes.containsKey(root.id())) {
            return;
        }
        Queue<Member> next = new ArrayDeque<>();
        add(root, -1, next);
        for (Member at = next.poll(); at != null; at = next.poll()) {
            int parent = indexes.getOrDefault(at.id(), -1);
            neighbours.getOrDefault(at.id(), Set.of()).stream()
                    .map(members::get)
                    .filter(it -> it != null && !indexes.containsKey(it.id()))
                    .sorted(byName)
                    .forEach(it -> add(it, parent, next));
        }
    }

    private void add(Member member, int parent, Queue<Member> next) {
        indexes.put(member.id(), nodes.size());
        nodes.add(member);
        parents.add(parent);
        next.add(member);
    }

    /** The nodes, each after the one that it was come to from. */
    List<Member> nodes() {
        return Collections.unmodifiableList(nodes);
    }

    /** From which node one comes first to this one; -1 for where a walk began. */
    int parent(int node) {
        return parents.get(node);
    }

    List<Link> links() {
        return Collections.unmodifiableList(links);
    }

    /** How many links a node has, to nodes that are not on the map as well. */
    int degree(int node) {
        return degree(nodes.get(node).id());
    }
}
