package dunlin.swarm;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who gave how much of the content, connected or gone. Guarded by the swarm's lock. */
final class Sources {
    /** How many are remembered; more than that many peers never give a block of one share. */
    private static final int MAX = 5_000;

    private record Gift(String client, int pieces, long bytes) {
        Gift plus(Gift more) {
            return new Gift(more.client, pieces + more.pieces, bytes + more.bytes);
        }
    }

    private final Map<InetSocketAddress, Gift> gifts = new LinkedHashMap<>();

    /**
     * A peer gave a block of a verified piece.
     *
     * @param pieces 1 if it is its first block of that piece, else 0
     */
    void credit(SwarmPeer giver, int bytes, int pieces) {
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
