package dunlin.node.network;

import dunlin.overlay.Overlay;
import dunlin.overlay.core.Gathering;
import dunlin.protocol.overlay.CardHead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Who is in the network, as far as was learned within some time.
 *
 * @param members their newest cards
 * @param all whether nobody is missing, as far as can be told
 */
record Census(List<CardHead> members, boolean all) {
    /** Most members that are asked themselves. Of more, cards tell that others hold. */
    private static final int MOST_ASKED = 200;

    private static final class Listener implements Gathering {
        final Map<Long, CardHead> there = new LinkedHashMap<>();
        final Map<Long, CardHead> said = new LinkedHashMap<>();
        final CountDownLatch over = new CountDownLatch(1);
        boolean all;

        @Override
        public synchronized void member(CardHead head, boolean itself) {
            (itself ? there : said)
                    .merge(head.id(), head, (a, b) -> a.sequence() > b.sequence() ? a : b);
        }

        @Override
        public void over(boolean isAll) {
            synchronized (this) {
                all = isAll;
            }
            over.countDown();
        }

        /**
         * Whoever was asked and did not answer is not there any more, though its card is still
         * about; those who could not be asked may well be.
         */
        synchronized Census census() {
            Map<Long, CardHead> members = new LinkedHashMap<>(there);
            if (!all) {
                said.forEach(members::putIfAbsent);
            }
            return new Census(new ArrayList<>(members.values()), all);
        }
    }

    /** Asks who is there. Blocks until all have answered, or for that long. */
    static Census take(Overlay overlay, Duration patience) throws InterruptedException {
        Listener listener = new Listener();
        overlay.gather(MOST_ASKED, listener);
        boolean isOver = listener.over.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        Census census = listener.census();
        List<CardHead> members = new ArrayList<>(census.members());
        overlay.ownHead().ifPresent(members::add);
        return new Census(members, isOver && census.all());
    }
}
