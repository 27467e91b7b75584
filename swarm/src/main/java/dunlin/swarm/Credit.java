package dunlin.swarm;

import dunlin.protocol.Geometry;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who gave how much of the content, connected or gone. Guarded by the swarm's lock. */
final class Credit {
    /** How many are remembered; more than that many peers never give a block of one share. */
    private static final int MAX = 5_000;

    private record Gift(String client, int pieces, long bytes) {
        Gift plus(Gift more) {
            return new Gift(more.client, pieces + more.pieces, bytes + more.bytes);
        }
    }

    private final Map<InetSocketAddress, Gift> gifts = new LinkedHashMap<>();

    /**
     * A piece is verified.
     *
     * @param givers who gave each block, by its number
     */
    void give(int piece, Map<Integer, BlockGiver> givers, Geometry geometry) {
        Set<BlockGiver> counted = new HashSet<>();
        givers.forEach((index, giver) -> {
            int bytes = geometry.block(piece, index).length();
            give(giver, bytes, counted.add(giver) ? 1 : 0);
        });
    }

    private void give(BlockGiver giver, int bytes, int pieces) {
        if (gifts.size() < MAX || gifts.containsKey(giver.address())) {
            gifts.merge(giver.address(), new Gift(giver.client(), pieces, bytes), Gift::plus);
        }
    }

    List<SwarmStatus.Source> list() {
        List<SwarmStatus.Source> list = new ArrayList<>(gifts.size());
        gifts.forEach((address, gift) ->
                list.add(new SwarmStatus.Source(address, gift.client, gift.pieces, gift.bytes)));
        return list;
    }
}
