package dunlin.peer.utp.core;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Flows that always have bytes to send over one link of some rate with a queue of bounded bytes,
 * the way there and back of some length: what their deciders make of it. In virtual time.
 */
final class Bottleneck {
    private record Event(long at, long order, Runnable what) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    private final double nanosPerByte;
    private final long eachWay;
    private final long room;
    private long now = 1_000_000_000;
    private long order;
    private long queued;
    private long freeAt = now;

    /**
     * @param rate bytes a second
     * @param eachWay nanoseconds
     * @param room bytes that the queue holds
     */
    Bottleneck(double rate, long eachWay, long room) {
        nanosPerByte = 1e9 / rate;
        this.eachWay = eachWay;
        this.room = room;
    }

    /** Adds a flow that begins now. */
    Flow flow(Congestion congestion, int packet) {
        Flow flow = new Flow(congestion, packet);
        flow.send();
        return flow;
    }

    void run(double seconds) {
        long end = now + (long) (seconds * 1e9);
        while (!events.isEmpty() && events.peek().at <= end) {
            Event next = events.remove();
            now = next.at;
            next.what.run();
        }
        now = end;
    }

    /** How long a packet that comes now waits, nanoseconds. */
    long waits() {
        return Math.max(0, freeAt - now);
    }

    private void at(long time, Runnable what) {
        events.add(new Event(time, order++, what));
    }

    /** One sender and its receiver. */
    final class Flow {
        private record Sent(long number, long at) {}

        private final Congestion congestion;
        private final DelayHistory delays = new DelayHistory();
        private final Pacer pacer = new Pacer();
        private final int packet;
        private final ArrayDeque<Sent> underWay = new ArrayDeque<>();
        private long next;
        private long roundTrip;
        private boolean isWaking;
        private boolean isStopped;
        private long progressAt = now;
        private long delivered;
        private long countedFrom = now;

        private Flow(Congestion congestion, int packet) {
            this.congestion = congestion;
            this.packet = packet;
            congestion.packetSize(packet);
        }

        /** Bytes a second since this was asked last. */
        double goodput() {
            double rate = delivered * 1e9 / Math.max(1, now - countedFrom);
            delivered = 0;
            countedFrom = now;
            return rate;
        }

        /** Sends nothing more. */
        void stop() {
            isStopped = true;
        }

        private void send() {
            while (!isStopped
                    && (underWay.size() + 1L) * packet <= Math.max(congestion.window(), packet)) {
                if (!pacer.isOpen(now)) {
                    wake(pacer.opensAt());
                    return;
                }
                pacer.left(congestion.pacing(packet, roundTrip), now);
                Sent sent = new Sent(next++, now);
                underWay.add(sent);
                if (queued + packet > room) {
                    continue;
                }
                queued += packet;
                freeAt = Math.max(freeAt, now) + (long) (packet * nanosPerByte);
                at(freeAt, () -> queued -= packet);
                at(freeAt + eachWay, () -> arrived(sent));
            }
            long alarm = progressAt;
            at(now + 1_000_000_000, () -> timeOut(alarm));
        }

        private void wake(long time) {
            if (!isWaking) {
                isWaking = true;
                at(
                        Math.max(time, now),
                        () -> {
                            isWaking = false;
                            send();
                        });
            }
        }

        private void arrived(Sent sent) {
            delivered += packet;
            int difference = (int) ((now - sent.at) / 1_000 + 123_456);
            at(now + eachWay, () -> acknowledged(sent, difference));
        }

        private void acknowledged(Sent sent, int difference) {
            long before = (long) underWay.size() * packet;
            if (!underWay.remove(sent)) {
                return;
            }
            progressAt = now;
            long sample = now - sent.at;
            roundTrip = roundTrip == 0 ? sample : (7 * roundTrip + sample) / 8;
            delays.add(difference, now);
            delays.roundTrip(sample, now);
            congestion.acknowledged(packet, before, delays.queueingNanos(), roundTrip, now);
            while (!underWay.isEmpty() && underWay.peek().number < sent.number - 3) {
                congestion.lost(underWay.remove().at, roundTrip, now);
            }
            send();
        }

        private void timeOut(long seen) {
            if (seen == progressAt && !underWay.isEmpty()) {
                progressAt = now;
                underWay.clear();
                congestion.timedOut(now);
                send();
            }
        }
    }
}
