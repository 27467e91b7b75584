package dunlin.bench.load;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class UdpSocketTest {
    private static final long PATIENCE = UdpSocket.PATIENCE;
    private static final Duration RENEWAL = Duration.ofSeconds(60);
    private static final byte[] HASH = hash(7);

    private static byte[] hash(int of) {
        byte[] hash = new byte[20];
        Arrays.fill(hash, (byte) of);
        return hash;
    }

    /** Two sockets on the thread that runs them. */
    private record Load(List<UdpSocket> sockets, Tally tally, LoadThread thread)
            implements AutoCloseable {
        static Load on(EchoTracker tracker) throws IOException {
            Target target = new Target(tracker.address(), List.of(HASH), 10, 5);
            Tally tally = new Tally();
            List<UdpSocket> sockets = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Announces announces = new Announces(target.infoHashes(), 10, i, 2);
                sockets.add(new UdpSocket(target, Target.source(i), announces, 4, RENEWAL, tally));
            }
            return new Load(sockets, tally, new LoadThread(sockets, tally));
        }

        /** What was counted until it was closed. */
        Tally.Counts counts() throws Exception {
            thread.close();
            return tally.take();
        }

        @Override
        public void close() throws Exception {
            thread.close();
        }
    }

    /** One socket, run by the test itself, once its peers are announced. */
    private static UdpSocket preloaded(EchoTracker tracker, Tally tally) throws IOException {
        Target target = new Target(tracker.address(), List.of(HASH), 10, 5);
        Announces announces = new Announces(target.infoHashes(), 10, 0, 1);
        UdpSocket socket = new UdpSocket(target, Target.source(0), announces, 4, RENEWAL, tally);
        socket.watch(System.nanoTime());
        await().until(() -> socket.turn() && socket.preloaded());
        return socket;
    }

    @Test
    void announcesAreWellFormedAndTheirAnswersCounted() throws Exception {
        try (EchoTracker tracker = new EchoTracker((n, id) -> List.of(EchoTracker.peers(id, 3)));
                Load load = Load.on(tracker)) {
            await().until(() -> load.thread().preloaded() && tracker.announces.size() > 1_000);
            Tally.Counts counts = load.counts();
            assertThat(counts.answered()).isBetween(900L, (long) tracker.announces.size());
            assertThat(counts.peers()).isEqualTo(3 * counts.answered());
            assertThat(counts.wrong() + counts.lost()).as(counts.complaint()).isZero();
            for (ByteBuffer announce : tracker.announces) {
                assertThat(announce.capacity()).isEqualTo(98);
                assertThat(announce.getLong(0)).isEqualTo(tracker.connection.get());
                assertThat(announce.getInt(8)).isEqualTo(1);
                byte[] infoHash = new byte[20];
                announce.get(16, infoHash);
                assertThat(infoHash).isEqualTo(HASH);
                int event = announce.getInt(80);
                assertThat(announce.getInt(92)).isEqualTo(event == Announces.STOPPED ? 0 : 5);
                assertThat(announce.getShort(96) & 0xffff).isBetween(10_000, 10_009);
            }
        }
    }

    @Test
    void noMoreThanTheWindowIsUnderWay() throws Exception {
        try (EchoTracker silent = new EchoTracker((n, id) -> List.of());
                Load load = Load.on(silent)) {
            await().until(() -> silent.announces.size() == 8);
            load.thread().follow(new Pace(1e6, System.nanoTime()));
            await().during(Duration.ofMillis(300)).until(() -> silent.announces.size() == 8);
        }
    }

    @Test
    void whatIsLostIsCountedAndSentAgainUnchanged() throws Exception {
        EchoTracker.Answers firstIsLost =
                (n, id) -> n == 0 ? List.of() : List.of(EchoTracker.peers(id, 0));
        Tally tally = new Tally();
        try (EchoTracker tracker = new EchoTracker(firstIsLost);
                UdpSocket socket = preloaded(tracker, tally)) {
            socket.followPace();
            ByteBuffer lost = tracker.announces.getFirst();
            socket.watch(System.nanoTime() + PATIENCE / 2);
            assertThat(tally.take().lost()).isZero();
            socket.watch(System.nanoTime() + 2 * PATIENCE);
            assertThat(tally.take().lost()).isPositive();
            await().until(() -> tracker.announces.stream().filter(lost::equals).count() == 2);
        }
    }

    @Test
    void anAnswerToNothingThatWasAskedIsPassedOver() throws Exception {
        EchoTracker.Answers thrice =
                (n, id) ->
                        List.of(
                                EchoTracker.peers(id + 1_000_000 * 2048, 1),
                                EchoTracker.peers(id, 1),
                                EchoTracker.peers(id, 1));
        try (EchoTracker tracker = new EchoTracker(thrice);
                Load load = Load.on(tracker)) {
            await().until(() -> tracker.announces.size() > 1_000);
            assertThat(load.counts().answered()).isLessThanOrEqualTo(tracker.announces.size());
        }
    }

    @Test
    void errorsAndMalformedAnswersAreCountedAsWrong() throws Exception {
        EchoTracker.Answers wrong =
                (n, id) ->
                        List.of(
                                switch (n % 3) {
                                    case 0 -> EchoTracker.error(id, "not here");
                                    case 1 -> EchoTracker.peers(id, 6); // asked for 5
                                    default -> EchoTracker.peers(id, 0).position(19);
                                });
        try (EchoTracker tracker = new EchoTracker(wrong);
                Load load = Load.on(tracker)) {
            await().until(() -> tracker.announces.size() > 100);
            Tally.Counts counts = load.counts();
            assertThat(counts.answered()).isZero();
            assertThat(counts.wrong()).isGreaterThan(90);
            assertThat(counts.complaint()).isEqualTo("refused: not here");
        }
    }

    @Test
    void aConnectionIdThatGrewOldIsRenewed() throws Exception {
        try (EchoTracker tracker = new EchoTracker((n, id) -> List.of(EchoTracker.peers(id, 0)));
                UdpSocket socket = preloaded(tracker, new Tally())) {
            tracker.connection.set(99);
            socket.watch(System.nanoTime() + RENEWAL.minusSeconds(1).toNanos());
            int before = tracker.announces.size();
            await().until(() -> socket.turn() && tracker.announces.size() > before + 8);
            assertThat(tracker.connects.get()).isEqualTo(1);
            socket.watch(System.nanoTime() + RENEWAL.plusSeconds(1).toNanos());
            await().until(() -> socket.turn() && tracker.announces.getLast().getLong(0) == 99);
        }
    }

    @Test
    void atAPaceTheLatencyCountsFromWhenItWasDue() throws Exception {
        try (EchoTracker tracker = new EchoTracker((n, id) -> List.of(EchoTracker.peers(id, 0)));
                Load load = Load.on(tracker)) {
            await().until(load.thread()::preloaded);
            load.thread().follow(new Pace(100, System.nanoTime() - SECONDS.toNanos(5)));
            await().until(() -> load.tally().take().latency().getMaxValue() > SECONDS.toNanos(3));
        }
    }
}
