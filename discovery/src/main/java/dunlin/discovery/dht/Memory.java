package dunlin.discovery.dht;

import dunlin.protocol.PeerAddress;
import dunlin.protocol.krpc.Family;
import dunlin.protocol.krpc.NodeId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept of the DHT from one life to the next, as a text:
 *
 * <pre>
 *   dunlin dht 1
 *   port 6881                      where its own nodes listened
 *   id 40 hex                      of its node of IPv4
 *   id6 40 hex                     of its node of IPv6
 *   node 192.0.2.1:6881            of others, the most reliable first
 * </pre>
 *
 * @param port 0 if that is not known; ids are worth keeping for the same port only, since another
 *     process of the same home may live with them
 * @param nodes {@value #MAX_NODES} at most
 */
public record Memory(int port, Map<Family, NodeId> ids, List<PeerAddress> nodes) {
    /** Nothing. */
    public static final Memory NONE = new Memory(0, Map.of(), List.of());

    /** Nodes that are kept, of both families together. */
    public static final int MAX_NODES = 400;

    /** Longest text that is read, in characters. */
    public static final int MAX_LENGTH = 64 << 10;

    private static final String HEAD = "dunlin dht 1";

    public Memory {
        ids = Map.copyOf(ids);
        nodes = nodes.stream().limit(MAX_NODES).toList();
    }

    /** Reads what was written; of what is damaged, all that is whole. */
    public static Memory parse(String text) {
        if (text.length() > MAX_LENGTH || !text.startsWith(HEAD + "\n")) {
            return NONE;
        }
        int port = 0;
        Map<Family, NodeId> ids = new EnumMap<>(Family.class);
        List<PeerAddress> nodes = new ArrayList<>();
        for (String line : text.split("\n")) {
            String[] words = line.split(" ", 2);
            String value = words.length == 2 ? words[1] : "";
            switch (words[0]) {
                case "port" -> port = port(value);
                case "id" -> id(value).ifPresent(id -> ids.put(Family.IPV4, id));
                case "id6" -> id(value).ifPresent(id -> ids.put(Family.IPV6, id));
                case "node" ->
                        PeerAddress.parse(value).filter(it -> it.port() > 0).ifPresent(nodes::add);
                default -> {} // the head, or of a later version
            }
        }
        return new Memory(port, ids, nodes);
    }

    private static int port(String number) {
        int port = number.matches("\\d{1,5}") ? Integer.parseInt(number) : 0;
        return port <= 65_535 ? port : 0;
    }

    private static Optional<NodeId> id(String hex) {
        return hex.matches("[0-9a-f]{40}") ? Optional.of(NodeId.fromHex(hex)) : Optional.empty();
    }

    /** The text. */
    public String text() {
        StringBuilder text = new StringBuilder(HEAD).append("\nport ").append(port).append('\n');
        Optional.ofNullable(ids.get(Family.IPV4))
                .ifPresent(id -> text.append("id ").append(id).append('\n'));
        Optional.ofNullable(ids.get(Family.IPV6))
                .ifPresent(id -> text.append("id6 ").append(id).append('\n'));
        nodes.forEach(node -> text.append("node ").append(node).append('\n'));
        return text.toString();
    }
}
