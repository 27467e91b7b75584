package dunlin.swarm;

import dunlin.peer.Transport;
import dunlin.protocol.Geometry;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who gave how much of the content, connected or gone. Guarded by the swarm's lock. */
final class Credit {
    /** How many are remembered; more than that many peers never give a block of one share. */
    private static final int MAX = 5_000;

    private record Gift(String client, Transport.Kind transport, int pieces, long bytes) {
        Gift plus(Gift more) {
            return new Gift(more.client, more.transport, pieces + more.pieces, bytes + more.bytes);
        }
    }

    private final Map<InetSocketAddress, Gift> gifts = new LinkedHashMap<>();

    /**
     * A piece is verified: it counts for the one that gave most of it, so that the pieces of all
     * add up to what came.
     *
     * @param givers who gave each block, by its number
     */
    void give(int piece, Map<Integer, BlockGiver> givers, Geometry geometry) {
        Map<BlockGiver, Integer> bytes = new LinkedHashMap<>();
        givers.forEach((index, giver) ->
                bytes.merge(giver, geometry.block(piece, index).length(), Integer::sum));
        int most = bytes.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        boolean isCounted = false;
        for (Map.Entry<BlockGiver, Integer> gift : bytes.entrySet()) {
            boolean countsHere = !isCounted && gift.getValue() == most;
            give(gift.getKey(), gift.getValue(), countsHere ? 1 : 0);
            isCounted |= countsHere;
        }
    }

    private void give(BlockGiver giver, int bytes, int pieces) {
        if (gifts.size() < MAX || gifts.containsKey(giver.address())) {
            Gift gift = new Gift(giver.client(), giver.transport(), pieces, bytes);
            gifts.merge(giver.address(), gift, Gift::plus);
        }
    }

    List<SwarmStatus.Source> list() {
        List<SwarmStatus.Source> list = new ArrayList<>(gifts.size());
        gifts.forEach((address, gift) ->
                list.add(
                        new SwarmStatus.Source(
                                address, gift.client, gift.transport, gift.pieces, gift.bytes)));
        return list;
    }
}
