package dunlin.cli.network;

import dunlin.node.api.Member;
import dunlin.node.api.NetworkMap;
import dunlin.peer.Transport;
import dunlin.protocol.identity.PeerKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Networks to try. */
final class Networks {
    private static final List<String> BIRDS =
            List.of(
                    "alba",
                    "brant",
                    "curlew",
                    "dotterel",
                    "eider",
                    "fulmar",
                    "garganey",
                    "heron",
                    "ibis",
                    "jaeger",
                    "knot",
                    "lapwing");

    private Networks() {}

    static Member member(int number, String name, boolean isSelf) {
        byte[] key = new byte[PeerKey.LENGTH];
        key[0] = (byte) number;
        key[1] = (byte) (number >> 8);
        return new Member(
                "%016x".formatted(number),
                PeerKey.of(key),
                name,
                name,
                new InetSocketAddress("192.0.2." + (1 + number % 250), 6881),
                "Dunlin 0.1.0",
                number % 9,
                number % 3 == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(12L + number)),
                number % 3 == 0 ? Optional.empty() : Optional.of(Transport.Kind.TCP),
                isSelf,
                0);
    }

    /** A ring with chords, each node linked with about so many others. */
    static NetworkMap of(int nodes, int degree) {
        Random random = new Random(7);
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            String bird = BIRDS.get(i % BIRDS.size());
            members.add(member(i, i < BIRDS.size() ? bird : bird + "-" + i, i == 0));
        }
        Set<List<Integer>> pairs = new HashSet<>();
        List<NetworkMap.Link> links = new ArrayList<>();
        for (int i = 0; i < nodes * degree / 2; i++) {
            int a = i < nodes ? i : random.nextInt(nodes);
            int b = i < nodes ? (i + 1) % nodes : random.nextInt(nodes);
            if (a != b && pairs.add(List.of(Math.min(a, b), Math.max(a, b)))) {
                Optional<Duration> time =
                        a == 0 || b == 0
                                ? Optional.of(Duration.ofNanos(1_234_567L * (a + b)))
                                : Optional.empty();
                links.add(
                        new NetworkMap.Link(
                                members.get(a).id(),
                                members.get(b).id(),
                                time,
                                time.map(_ -> Transport.Kind.UTP)));
            }
        }
        return new NetworkMap(members, links, true);
    }
}
