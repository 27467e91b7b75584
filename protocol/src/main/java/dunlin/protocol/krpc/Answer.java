package dunlin.protocol.krpc;

import dunlin.protocol.InfoHash;
import dunlin.protocol.PeerAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a node answers: the {@code r} of a response. On the wire an answer does not say to which
 * question it belongs, so everything but the id may be there or not.
 *
 * @param id who answers
 * @param nodes4 nodes of the IPv4 DHT close to the target; empty if they are not named at all
 * @param nodes6 those of the IPv6 DHT
 * @param values peers of the swarm
 * @param token proves later that who stores something is who asked
 * @param item the value that is stored; a mutable one without its salt
 * @param sequence the sequence number of the value that is stored, also if that is left out
 * @param seeds filter of the complete peers that are stored (BEP 33)
 * @param peers filter of the others
 * @param samples some info-hashes (BEP 51)
 */
public record Answer(
        NodeId id,
        Optional<List<NodeInfo>> nodes4,
        Optional<List<NodeInfo>> nodes6,
        List<PeerAddress> values,
        Optional<Opaque> token,
        Optional<Item> item,
        OptionalLong sequence,
        Optional<Bloom> seeds,
        Optional<Bloom> peers,
        Optional<Samples> samples) {
    /**
     * Info-hashes of which a node stores peers (BEP 51).
     *
     * @param interval for how many seconds the same are given: 0 to 21,600
     * @param total how many it stores
     */
    public record Samples(List<InfoHash> hashes, int interval, int total) {
        public Samples {
            hashes = List.copyOf(hashes);
        }
    }

    public Answer {
        nodes4 = nodes4.map(List::copyOf);
        nodes6 = nodes6.map(List::copyOf);
        values = List.copyOf(values);
    }

    /** The answer that says nothing but who gives it. */
    public static Answer of(NodeId id) {
        return new Answer(
                id,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The nodes of a family; none if they are not named. */
    public List<NodeInfo> nodes(Family family) {
        return (family == Family.IPV4 ? nodes4 : nodes6).orElse(List.of());
    }

    public Answer withNodes(Family family, List<NodeInfo> nodes) {
        boolean four = family == Family.IPV4;
        return new Answer(
                id,
                four ? Optional.of(nodes) : nodes4,
                four ? nodes6 : Optional.of(nodes),
                values,
                token,
                item,
                sequence,
                seeds,
                peers,
                samples);
    }

    public Answer withValues(List<PeerAddress> values) {
        return new Answer(id, nodes4, nodes6, values, token, item, sequence, seeds, peers, samples);
    }

    public Answer withToken(Opaque token) {
        return new Answer(
                id,
                nodes4,
                nodes6,
                values,
                Optional.of(token),
                item,
                sequence,
                seeds,
                peers,
                samples);
    }

    /** With a value, and the sequence number of a mutable one. */
    public Answer withItem(Item item) {
        OptionalLong number =
                item.signed().isPresent()
                        ? OptionalLong.of(item.signed().get().sequence())
                        : OptionalLong.empty();
        return new Answer(
                id,
                nodes4,
                nodes6,
                values,
                token,
                Optional.of(item),
                number,
                seeds,
                peers,
                samples);
    }

    /** With the sequence number of a value alone, since who asks has that one or a newer. */
    public Answer withSequence(long sequence) {
        return new Answer(
                id,
                nodes4,
                nodes6,
                values,
                token,
                Optional.empty(),
                OptionalLong.of(sequence),
                seeds,
                peers,
                samples);
    }

    public Answer withFilters(Bloom seeds, Bloom peers) {
        return new Answer(
                id,
                nodes4,
                nodes6,
                values,
                token,
                item,
                sequence,
                Optional.of(seeds),
                Optional.of(peers),
                samples);
    }

    public Answer withSamples(Samples samples) {
        return new Answer(
                id,
                nodes4,
                nodes6,
                values,
                token,
                item,
                sequence,
                seeds,
                peers,
                Optional.of(samples));
    }
}
